import { animatedGif } from './animatedGif.ts';
import { png } from './png.ts';

/** A file as people share it, and what becomes of it where it is opened. */
export interface SampleFile {
  name: string;
  bytes: Buffer;
  /** `text` with what the tab then shows, line by line; `image` with its size. */
  opens: { as: 'text'; shows?: string } | { as: 'image'; size: [number, number] } | { as: 'binary' };
}

/** 24 × 16 pixels of one colour, as Chromium writes them. */
const JPEG =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAQABgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAAT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCMArTAAP/Z';
/** 1 × 1 pixel. */
const WEBP = 'UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA';
/** 2 × 2 pixels. */
const AVIF =
  'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAB0AAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAAIAAAACAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQ0MAAAAABNjb2xybmNseAACAAIAAYAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACVtZGF0EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A=';

function text(name: string, content: string | Buffer, shows?: string): SampleFile {
  return {
    name,
    bytes: typeof content === 'string' ? Buffer.from(content) : content,
    opens: { as: 'text', ...(shows !== undefined && { shows }) },
  };
}

function image(name: string, bytes: Buffer, size: [number, number]): SampleFile {
  return { name, bytes, opens: { as: 'image', size } };
}

function binary(name: string, bytes: Buffer): SampleFile {
  return { name, bytes, opens: { as: 'binary' } };
}

/** Twenty kinds of files and names. */
export const SAMPLE_FILES: readonly SampleFile[] = [
  text('utf8.txt', 'ünïcödé 文字\nand more\n', 'ünïcödé 文字\nand more\n'),
  text('utf8-bom.txt', '\uFEFFwith its mark\n', 'with its mark\n'),
  text('utf16.txt', Buffer.from('\uFEFFsixteen bits ü\n', 'utf16le'), 'sixteen bits ü\n'),
  // テスト: what the editor shows depends on the encoding that a person picks, the bytes do not.
  text('shift-jis.txt', Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0x0a])),
  text('crlf.txt', 'one\r\ntwo\r\n', 'one\ntwo\n'),
  text('empty.txt', ''),
  text('one-byte.txt', 'x', 'x'),
  text('no-newline.txt', 'the end', 'the end'),
  text('run.sh', '#!/bin/sh\necho never\n', '#!/bin/sh\necho never\n'),
  image('picture.png', png(320, 200), [320, 200]),
  image('photo.jpg', Buffer.from(JPEG, 'base64'), [24, 16]),
  image('wave.gif', animatedGif(), [2, 2]),
  image('dot.webp', Buffer.from(WEBP, 'base64'), [1, 1]),
  image('small.avif', Buffer.from(AVIF, 'base64'), [2, 2]),
  text('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>\n'),
  binary('paper.pdf', Buffer.from('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj<</Type/Catalog>>endobj\n', 'latin1')),
  binary('nothing.zip', Buffer.concat([Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)])),
  binary('disguised.txt', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0x02, 0x01, 0x01, 0x00])),
  text('设计文档.md', '# 设计\n', '# 设计\n'),
  text('تقرير.txt', 'تقرير\n'),
  text('party 🎉.txt', 'hooray\n', 'hooray\n'),
  text(`${'n'.repeat(251)}.txt`, 'as long as a name can be\n', 'as long as a name can be\n'),
];
