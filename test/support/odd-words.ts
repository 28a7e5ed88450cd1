/** The same numbers every time, so that a failure can be looked at again. */
export function chances(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let t = Math.imul(at ^ (at >>> 15), 1 | at);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ODD = [
  ...[
    'a',
    'Robin',
    'of',
    '.',
    '..',
    '.\r\n',
    '=',
    '==',
    '=3D',
    '=\r\n',
    '=?utf-8?Q?=41?=',
    '?=',
    '=2E',
    '--',
    '--=_a',
  ],
  ...[
    ' ',
    '  ',
    '\t',
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    '\n.',
    '\r.',
    ' \r\n',
    '\t\n',
    '\u0000',
    '\u0007',
    '\u000b',
    '\u000c',
  ],
  ...[
    '\u007f',
    '\u0085',
    '\u00a0',
    '\u00ad',
    '\u200b',
    '\u2028',
    '\u2029',
    '\ufeff',
    '\ufffd',
    'é',
    'e\u0301',
    'ß',
    '日本語',
  ],
  ...[
    '👍',
    '👩🏽‍🚒',
    '🇬🇧',
    '"',
    "'",
    '\\',
    '<',
    '>',
    '&',
    ',',
    ';',
    ':',
    '@',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '{{x}}',
    '%',
    '#',
  ],
  ...[
    '\r\nBcc: victim@example.com',
    '\nBcc: victim@example.com\n\n<p>',
    'From nobody',
    '\r\n.\r\nMAIL FROM:<x@y>',
    '$&',
    '$1',
  ],
  ...[
    'x'.repeat(60),
    'x'.repeat(74),
    'x'.repeat(75),
    'x'.repeat(76),
    '='.repeat(80),
    '.'.repeat(80),
    ' '.repeat(80),
    'é'.repeat(80),
  ],
  ...['x'.repeat(2_000), 'words and more words '.repeat(20), '👍'.repeat(40), 'a,b;c '.repeat(12)],
];

/** No lone CR at its end, which together with what follows would be one line end. */
export const odd = (chance: () => number): string =>
  Array.from({ length: Math.floor(chance() * 7) }, () => ODD[Math.floor(chance() * ODD.length)])
    .join('')
    .replace(/\r$/, '');
