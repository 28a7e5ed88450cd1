import { type CardPerson, vcards } from './vcard.rules.js';

const person = (more: Partial<CardPerson> = {}): CardPerson => ({
  id: '01234567-89ab-4def-8123-456789abcdef',
  name: 'Priya Anne Sharma',
  organisation: 'Hebble Textiles Ltd',
  jobTitle: 'HR manager',
  email: 'priya@example.org',
  phone: '+44 1422 345678',
  ...more,
});
/** Lines as an address book reads them: folding undone. */
const linesOf = (text: string) => text.replace(/\r\n /g, '').split('\r\n');

it('says who somebody is and how to reach them', () => {
  expect(linesOf(vcards([person()]))).toEqual([
    'BEGIN:VCARD',
    'VERSION:3.0',
    'UID:urn:uuid:01234567-89ab-4def-8123-456789abcdef',
    'FN:Priya Anne Sharma',
    'N:Sharma;Priya Anne;;;',
    'ORG:Hebble Textiles Ltd',
    'TITLE:HR manager',
    'EMAIL;TYPE=INTERNET,WORK:priya@example.org',
    'TEL;TYPE=WORK,VOICE:+44 1422 345678',
    'END:VCARD',
    '',
  ]);
});

it('leaves out what is not told', () => {
  const text = vcards([person({ jobTitle: null, email: null, phone: null })]);
  expect(text).not.toMatch(/TITLE|EMAIL|TEL/);
});

it.each([
  'Smith; Jones, & Co \\ Sons',
  'two\nlines\r\nEND:VCARD\r\nBEGIN:VCARD',
  'a\u2028TEL:999',
  'tab\tand\0nothing',
  '=HYPERLINK("x")',
  `${'Lüders 王 👩‍💻 '.repeat(30)}`,
  '<script>alert(1)</script>',
])('keeps %j inside its value', (canary) => {
  const text = vcards([
    person({ name: canary, organisation: canary, jobTitle: canary, email: canary, phone: canary }),
    person(),
  ]);
  expect(text.match(/^BEGIN:VCARD\r$/gm)).toHaveLength(2);
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(linesOf(text)).toHaveLength(21);
  const read = linesOf(text)[5]!.slice('ORG:'.length);
  // Nothing that ends a value stands in it but with a backslash before it, and taken off again it is the text.
  expect(read.replace(/\\[\\;,n]/g, '')).not.toMatch(/[;,\n\r]/);
  const plain = read.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what went
  expect(plain).toBe(canary.replace(/\r\n?|\u2028/g, '\n').replace(/[\u0000-\u0009]/g, ' '));
});

it('takes a single name for the one somebody goes by', () => {
  expect(vcards([person({ name: 'Cher' })])).toContain('N:;Cher;;;');
});
