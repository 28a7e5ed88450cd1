import { LOGO_BYTES, logoProblem } from './area-logo.rules.js';

const png = (width: number, height: number, size = 60): Buffer => {
  const bytes = Buffer.alloc(size);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]).copy(bytes);
  bytes.write('IHDR', 12, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
};

describe('a logo', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'Choose a picture'],
    ['a page', Buffer.from('<svg onload="alert(1)">'.repeat(4)), 'Choose a PNG picture'],
    ['a head cut off', png(80, 80).subarray(0, 20), 'Choose a PNG picture'],
    ['too large a file', png(80, 80, LOGO_BYTES + 1), 'at most 50 kB'],
    ['too low', png(80, 39), 'at least 40 pixels high; this one has 39'],
    ['too large', png(80, 2001), 'at most 2000 by 2000'],
    ['too wide', png(801, 100), 'less wide'],
  ])('is refused: %s', (_, bytes, says) => expect(logoProblem(bytes)).toContain(says));

  it.each([[png(40, 40)], [png(800, 100)], [png(2000, 2000, LOGO_BYTES)]])('is taken', (bytes) =>
    expect(logoProblem(bytes)).toBeUndefined(),
  );
});
