import { framed, isEightBit, type RawMail, sizeOf } from './smtp.body.js';

const wire = (raw: RawMail) => Buffer.concat(framed(raw)).toString('latin1');
const mail = (...parts: string[]) => parts.map((part) => Buffer.from(part, 'latin1'));
/** What a server makes of it: all to the line that is a dot alone, without the dots that were put before lines. */
const received = (sent: string): { body: string; rest: string } => {
  const lines = sent.split('\r\n');
  const end = lines.indexOf('.');
  return {
    body: lines
      .slice(0, end)
      .map((line) => line.replace(/^\./, ''))
      .join('\r\n'),
    rest: lines.slice(end + 1).join('\r\n'),
  };
};

describe('a mail on the wire', () => {
  it.each<[string, string[], string]>([
    ['ends in a dot of its own', ['a\r\n'], 'a\r\n.\r\n'],
    ['gets the line end it lacks', ['a'], 'a\r\n.\r\n'],
    ['gets the half of it', ['a\r'], 'a\r\n.\r\n'],
    ['may be cut in its line end', ['a\r', '\n'], 'a\r\n.\r\n'],
    ['may be empty', [''], '.\r\n'],
    ['may have empty parts', ['', 'a\r\n', ''], 'a\r\n.\r\n'],
    ['has a dot more where a line begins with one', ['.a\r\n..\r\nb.\r\n'], '..a\r\n...\r\nb.\r\n.\r\n'],
    ['also across parts', ['a\r\n', '.b\r\n'], 'a\r\n..b\r\n.\r\n'],
    ['also in the middle of a line end', ['a\r', '\n.', '\r\nb'], 'a\r\n..\r\nb\r\n.\r\n'],
    // Servers take these for line ends, and what follows the "end" for commands.
    ['ends no line by a bare line feed', ['a\n.\nQUIT\r\n'], 'a\r\n..\r\nQUIT\r\n.\r\n'],
    ['nor by a bare carriage return', ['a\r.\rQUIT\r\n'], 'a\r\n..\r\nQUIT\r\n.\r\n'],
    ['nor by one at the end of a part', ['a\r', '.\r\nQUIT\r\n'], 'a\r\n..\r\nQUIT\r\n.\r\n'],
  ])('%s', (_, parts, expected) => {
    expect(wire(mail(...parts))).toBe(expected);
  });

  it('comes out as it went in, whatever it holds and wherever it is cut, and ends nowhere else', () => {
    const letters = ['.', '\r\n', '\r\n.\r\n', 'a', 'QUIT', '\u00fc', '..', '\r\n..'];
    let seed = 3;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (let n = 0; n < 2_000; n++) {
      const text = Array.from({ length: random(12) }, () => letters[random(letters.length)]).join('');
      const cut = random(text.length + 1);
      const { body, rest } = received(wire(mail(text.slice(0, cut), text.slice(cut))));
      expect([text, body, rest]).toEqual([text, text.replace(/\r\n$/, ''), '']);
    }
  });

  it('of bytes with bare line ends is one mail too, and nothing follows it', () => {
    const letters = ['.', '\r', '\n', 'a', '\r\n'];
    for (let n = 0; n < 3_125; n++) {
      const text = [0, 1, 2, 3, 4].map((at) => letters[Math.floor(n / 5 ** at) % 5]).join('');
      const sent = wire(Buffer.from(text));
      expect([text, received(sent).rest]).toEqual([text, '']);
      // However a server sees line ends, its end is the last line.
      expect([text, sent.split(/\r\n|\r|\n/).indexOf('.') >= sent.split(/\r\n|\r|\n/).length - 2]).toEqual([
        text,
        true,
      ]);
    }
  });

  it('says its size and whether it goes beyond ASCII, in one piece or several', () => {
    const parts = mail('a\r\n', '', '\u00fc');
    expect([sizeOf(parts), sizeOf(Buffer.concat(parts))]).toEqual([4, 4]);
    expect([isEightBit(parts), isEightBit(mail('a\r\n'))]).toEqual([true, false]);
  });
});
