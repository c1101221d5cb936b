import { OutboxFiles } from '../../../extension/connection/outboxFiles.ts';
import { replaceFile } from '../../../extension/files/replaceFile.ts';

/* Keeps one thing on disk and says so: `node keepOnce.ts save FILE TEXT`, or `node keepOnce.ts outbox FOLDER TEXT`. */

const [what = '', place = '', text = ''] = process.argv.slice(2);
if (what === 'save') await replaceFile(place, Buffer.from(text), { mayReplace: false });
else {
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await new OutboxFiles(place, ['one'], silent).put({ kind: 'message', id: 'a', createdAt: 1, text });
}
process.stdout.write('kept\n');
