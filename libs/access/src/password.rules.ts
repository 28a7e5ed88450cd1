import { projectFile } from '#platform';

const common = new Set(
  projectFile('libs/access/data/common-passwords.txt')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#')),
);

const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const plain = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '');
const letters = (text: string) => plain(text).replace(/[^\p{L}\p{N}]/gu, '');
const unleet = (text: string) => text.replace(/[0134575@$!]/g, (sign) => LEET[sign] ?? sign);

/** "abcabcabc" → "abc"; a text that is no repetition stays. */
const unit = (text: string) => /^(.+?)\1+$/.exec(text)?.[1] ?? text;

/** What guessable passwords are put together from, besides digits: words, times of the year, keys beside each other. */
const PIECES = (
  'password passwort passw welcome letmein trustno iloveyou monkey dragon master secret admin login changeme ' +
  'council nhs england wales scotland britain winter spring summer autumn january february march april june july ' +
  'august september october november december monday tuesday wednesday thursday friday saturday sunday ' +
  'qwertyuiop qwerty asdfghjkl asdfgh asdf zxcvbnm zxcvbn qaz wsx edc rfv tgb yhn ujm zaq xsw cde vfr bgt nhy mju'
)
  .split(' ')
  .sort((a, b) => b.length - a.length);

/** Little more than such pieces: "Winter2026winter", "zaq12wsxcde3". */
const isPieced = (text: string): boolean =>
  [text, unleet(text)].some((form) => {
    const rest = PIECES.reduce((left, piece) => left.replaceAll(piece, ' '), form);
    return rest !== form && rest.replace(/[^\p{L}]/gu, '').length < 4;
  });

function isCommon(password: string): boolean {
  const lower = plain(password);
  const forms = [lower, letters(lower), letters(unleet(lower)), letters(lower).replace(/^\d+|\d+$/g, '')];
  forms.push(letters(unleet(lower.replace(/[^\p{L}]+$/u, ''))));
  return forms.some((form) => common.has(form) || common.has(unit(form)) || unit(form).length < 4);
}

const isRun = (text: string) => {
  const codes = [...text].map((sign) => sign.codePointAt(0)!);
  const step = codes[1]! - codes[0]!;
  return Math.abs(step) <= 1 && codes.every((code, i) => i === 0 || code - codes[i - 1]! === step);
};

/**
 * What is wrong with a password, or undefined. 12 to 128 characters of any kind; refused when it is a common one, a
 * run, or little more than the names given (person, address, area) or the product's (access.md section 2).
 */
export function passwordProblem(password: string, names: string[] = []): string | undefined {
  const length = [...password].length;
  if (length < 12) return 'Choose a password of 12 characters or more; three or four words do well';
  if (length > 128) return 'Choose a password of 128 characters or fewer';
  let rest = letters(password);
  const own = [...names, 'Mindful Employer CRM']
    .flatMap((name) => name.split(/[^\p{L}\p{N}]+/u))
    .map(letters)
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length);
  for (const word of own) rest = rest.replaceAll(word, '');
  // What is left beside the names must be able to stand by itself.
  if (rest.length < 8 && rest !== letters(password))
    return 'Choose a password that is not made of your name, your area or the name of this program';
  if (isCommon(password) || isPieced(letters(password)) || isRun(plain(password)))
    return 'Choose a less common password; three or four words do well';
  return undefined;
}
