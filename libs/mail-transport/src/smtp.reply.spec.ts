import { ReplyReader } from './smtp.reply.js';

const read = (...chunks: (string | Buffer)[]) => {
  const reader = new ReplyReader();
  const replies = chunks.flatMap((chunk) => reader.take(Buffer.from(chunk as string)));
  return { replies, broken: reader.broken };
};
const said = (...chunks: (string | Buffer)[]) =>
  read(...chunks).replies.map(({ code, text }) => `${code} ${text}`);

describe('answers of a mail server', () => {
  it('are cut wherever the bytes are', () => {
    const whole = '250-one\r\n250-two\r\n250 three\r\n354 go on\r\n';
    const expected = ['250 250-one\n250-two\n250 three', '354 354 go on'];
    expect(said(whole)).toEqual(expected);
    for (let cut = 1; cut < whole.length; cut++)
      expect(said(whole.slice(0, cut), whole.slice(cut))).toEqual(expected);
    expect(said(...whole)).toEqual(expected);
  });

  it('may end in a bare line feed, have no words, and stand between empty lines', () => {
    expect(said('250\n\r\n\n221 bye\n')).toEqual(['250 250', '221 221 bye']);
  });

  it('wait for their last line', () => {
    expect(read('250-one\r\n250 tw')).toEqual({ replies: [], broken: false });
  });

  it('are read as UTF-8, else byte by byte, and hold nothing that moves a cursor or ends a string', () => {
    expect(said('550 Postfach überfüllt\r\n')).toEqual(['550 550 Postfach überfüllt']);
    expect(said(Buffer.from('550 Postfach \xfcberf\xfcllt\r\n', 'latin1'))).toEqual([
      '550 550 Postfach überfüllt',
    ]);
    expect(said('550 a\u0000b\u001b[2Jc\u009bd\u2028e\rf\r\n')).toEqual(['550 550 a b [2Jc d e f']);
  });

  it.each([
    ['words without a code', 'hello there\r\n'],
    ['another protocol', 'HTTP/1.1 400 Bad Request\r\n'],
    ['a code that is none', '650 what\r\n'],
    ['four digits', '2500 what\r\n'],
    ['lines of two codes', '250-one\r\n550 two\r\n'],
  ])('end with %s, and those before it hold', (_, bytes) => {
    expect(read(`220 ready\r\n${bytes}250 later\r\n`)).toEqual({
      replies: [{ code: 220, text: '220 ready' }],
      broken: true,
    });
  });

  it('are bounded: one line, many lines, and what is kept', () => {
    expect(read('2'.repeat(70_000)).broken).toBe(true);
    expect(read(`250-${'x'.repeat(40_000)}\r\n250-${'x'.repeat(40_000)}\r\n`).broken).toBe(true);
    expect(read('250-\r\n'.repeat(1_001)).broken).toBe(true);
    const { replies, broken } = read(`250 ${'x'.repeat(60_000)}\r\n`);
    expect([replies[0]!.text.length, broken]).toEqual([4_000, false]);
  });

  it('of any bytes at all throw nothing', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    for (let n = 0; n < 300; n++) {
      const bytes = Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256)));
      const { replies } = read(bytes, '\r\n250 ok\r\n');
      for (const { code } of replies) expect(code >= 200 && code < 600).toBe(true);
    }
  });
});
