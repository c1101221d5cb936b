/** A GIF of 2 × 2 pixels that goes from red to blue and back, for ever. */
export function animatedGif(): Buffer {
  const header = '474946383961 0200 0200 80 00 00 ff0000 0000ff';
  const forEver = '21ff0b 4e45545343415045322e30 03 01 0000 00';
  return Buffer.concat([hex(header), hex(forEver), frame(0), frame(1), hex('3b')]);
}

/** A frame of one colour, shown for a fifth of a second. */
function frame(colour: 0 | 1): Buffer {
  // Cleared (4) before the codes would grow beyond three bits; 5 ends them.
  const codes = [4, colour, colour, 4, colour, colour, 5];
  const bits = codes.reduce((sum, code, index) => sum | (code << (3 * index)), 0);
  const pixels = Buffer.from([2, 3, bits & 0xff, (bits >> 8) & 0xff, bits >> 16, 0]);
  return Buffer.concat([hex('21f904 00 1400 00 00 2c 0000 0000 0200 0200 00'), pixels]);
}

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}
