/** The beginning of a picture, as far as it tells its size; no decoder would make a picture of it. */
export function imageHeader(kind: 'png' | 'jpeg' | 'webp', width: number, height: number): Buffer {
  switch (kind) {
    case 'png': {
      const bytes = Buffer.alloc(33);
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes);
      bytes.writeUInt32BE(width, 16);
      bytes.writeUInt32BE(height, 20);
      return bytes;
    }
    case 'jpeg': {
      // Start, a JFIF segment, then the frame that tells the size.
      const bytes = Buffer.from(
        'ffd8ffe000104a46494600010100000100010000ffc0001108000000000301110002110103110100',
        'hex',
      );
      bytes.writeUInt16BE(height, 25);
      bytes.writeUInt16BE(width, 27);
      return bytes;
    }
    case 'webp': {
      const bytes = Buffer.alloc(30);
      bytes.write('RIFF', 0, 'latin1');
      bytes.writeUInt32LE(22, 4);
      bytes.write('WEBPVP8X', 8, 'latin1');
      bytes.writeUInt32LE(10, 16);
      bytes.writeUIntLE(width - 1, 24, 3);
      bytes.writeUIntLE(height - 1, 27, 3);
      return bytes;
    }
  }
}
