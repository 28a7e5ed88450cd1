/** A person as an address book takes them; what is not known, or not to be told, is null. */
export interface CardPerson {
  /** Stays the same, so that an address book finds the card again. */
  id: string;
  name: string;
  organisation: string;
  jobTitle: string | null;
  email: string | null;
  phone: string | null;
}

/**
 * Cards of people as one text, vCard 3.0 (RFC 2426): Outlook does not read 4.0, and everything that reads 4.0 reads this.
 * Lines end in CRLF and are folded after 75 bytes, as the standard asks.
 */
export const vcards = (people: readonly CardPerson[]): string => people.map(card).join('');

function card({ id, name, organisation, jobTitle, email, phone }: CardPerson): string {
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `UID:urn:uuid:${id}`,
    `FN:${escaped(name)}`,
    `N:${partsOf(name).map(escaped).join(';')};;;`,
    `ORG:${escaped(organisation)}`,
    ...(jobTitle ? [`TITLE:${escaped(jobTitle)}`] : []),
    ...(email ? [`EMAIL;TYPE=INTERNET,WORK:${escaped(email)}`] : []),
    ...(phone ? [`TEL;TYPE=WORK,VOICE:${escaped(phone)}`] : []),
    'END:VCARD',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** Family and given name, which the format asks for and nobody has said: the last word is taken for the family's. */
function partsOf(name: string): [family: string, given: string] {
  const words = name.trim().split(/\s+/);
  return words.length < 2 ? ['', name] : [words.at(-1)!, words.slice(0, -1).join(' ')];
}

/** What would end a value, or begin another line, is written as the standard has it; other control characters go. */
const escaped = (text: string): string =>
  text
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n?|\n|\u2028|\u2029|\u0085/g, '\\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is to go
    .replace(/[\u0000-\u001F\u007F]/g, ' ');

/** A line after 75 bytes goes on in the next, behind a space; no character is cut in two. */
function folded(line: string): string {
  let text = '';
  let bytes = 0;
  for (const letter of line) {
    const length = Buffer.byteLength(letter);
    if (bytes + length > 75) {
      text += '\r\n ';
      bytes = 1;
    }
    text += letter;
    bytes += length;
  }
  return text;
}
