import type {
  Block,
  Need,
  Piece,
  Placeholder,
  Problem,
  TemplateContent,
  TemplateField,
} from './template.types.js';
import { readLanguage } from './template-language.rules.js';
import { readBody } from './template-markdown.rules.js';

/** Characters a field may have. The subject's is also the longest subject line we send. */
export const LENGTHS: Readonly<Record<TemplateField, number>> = { subject: 200, body: 20_000, because: 500 };

/** A template that may be sent: only words, placeholders and choices in it. */
export interface ReadTemplate {
  subject: Piece[];
  body: Block[];
  because: Piece[];
  /** Values it cannot do without. */
  needs: Need[];
}

export type TemplateProblems = Partial<Record<TemplateField, Problem[]>>;

/**
 * Reads what staff (or the program's own files) say in a mail. Either the template, complete and safe to be filled with
 * anybody's data, or what is wrong, by field and line. Nothing is fetched, run or looked up but the placeholders.
 */
export function readTemplate(
  words: TemplateContent,
  placeholders: readonly Placeholder[],
  mustHave: readonly string[] = [],
): { template: ReadTemplate; problems?: undefined } | { template?: undefined; problems: TemplateProblems } {
  const lines = placeholders.filter((one) => one.kind !== 'block');
  const subject = readField('subject', words.subject, lines);
  const because = readField('because', words.because, lines);
  const written = readField('body', words.body, placeholders);
  // What may be missing is said beside what Markdown cannot read; only a text nobody could read ends here.
  const body = written.pieces.length ? readBody(written.pieces, placeholders) : { blocks: [], problems: [] };
  const bodyProblems = [
    ...written.problems,
    ...body.problems,
    ...(written.pieces.length ? absent(written.pieces, placeholders, mustHave) : []),
  ].sort((a, b) => a.line - b.line);
  const problems = Object.fromEntries(
    Object.entries({ subject: subject.problems, body: bodyProblems, because: because.problems }).filter(
      ([, found]) => found.length,
    ),
  );
  if (Object.keys(problems).length) return { problems };
  const all = [...subject.pieces, ...because.pieces, ...written.pieces];
  return {
    template: {
      subject: subject.pieces,
      body: body.blocks,
      because: because.pieces,
      needs: needsOf(all, []).filter((need) => !isBlock(need.name, placeholders)),
    },
  };
}

const EMPTY: Readonly<Record<TemplateField, string>> = {
  subject: 'Write a subject.',
  body: 'Write what the email is to say.',
  because: 'Say why this person gets the mail.',
};

function readField(
  field: TemplateField,
  text: unknown,
  placeholders: readonly Placeholder[],
): { pieces: Piece[]; problems: Problem[] } {
  const refuse = (message: string, line = 1) => ({ pieces: [], problems: [{ line, message }] });
  // Handlebars takes ready-made syntax trees too; they would pass by everything that is looked at here.
  if (typeof text !== 'string' || !text.trim()) return refuse(EMPTY[field]);
  if (text.length > LENGTHS[field])
    return refuse(
      `Write at most ${LENGTHS[field].toLocaleString('en-GB')} characters; these are ${text.length.toLocaleString('en-GB')}.`,
    );
  if (field !== 'body' && /[\n\r]/.test(text)) return refuse('Write this in one line.', 2);
  const { pieces, problems } = readLanguage(text, placeholders);
  if (problems.length) return { pieces: [], problems };
  return { pieces, problems: mayMiss(pieces, placeholders, []) };
}

/** Placeholders that may have no value and do not stand inside an `{{#if}}` that asks for it. */
function mayMiss(pieces: readonly Piece[], placeholders: readonly Placeholder[], asked: string[]): Problem[] {
  return pieces.flatMap((piece): Problem[] => {
    if (piece.kind === 'words') return [];
    if (piece.kind === 'if')
      return [
        ...mayMiss(piece.yes, placeholders, [...asked, piece.name]),
        ...mayMiss(piece.no ?? [], placeholders, asked),
      ];
    const known = placeholders.find((one) => one.name === piece.name)!;
    if (!known.mayMiss || asked.includes(known.name)) return [];
    const { name, label } = known;
    return [
      {
        line: piece.line,
        message: `“${label}” can be missing. Say what to write only if it is there: {{#if ${name}}} … {{${name}}} … {{/if}}.`,
      },
    ];
  });
}

function absent(
  pieces: readonly Piece[],
  placeholders: readonly Placeholder[],
  mustHave: readonly string[],
): Problem[] {
  const there = new Set(needsOf(pieces, []).map((need) => need.name));
  return placeholders
    .filter((one) => mustHave.includes(one.name) && !there.has(one.name))
    .map(({ name, label }) => ({
      line: 1,
      message: `This email is of no use without “${label}”: put {{${name}}} somewhere, for example [Open]({{${name}}}).`,
    }));
}

const isBlock = (name: string, placeholders: readonly Placeholder[]): boolean =>
  placeholders.some((one) => one.kind === 'block' && one.name === name);

/** Every value put in, and the choices it stands in. */
function needsOf(pieces: readonly Piece[], when: Need['when']): Need[] {
  return pieces.flatMap((piece) =>
    piece.kind === 'words'
      ? []
      : piece.kind === 'value'
        ? [{ name: piece.name, when }]
        : [
            ...needsOf(piece.yes, [...when, { name: piece.name, is: true }]),
            ...needsOf(piece.no ?? [], [...when, { name: piece.name, is: false }]),
          ],
  );
}

/** Names of the values that are asked for and not there, each once. `words` is what the mail is filled with. */
export function missingValues(needs: readonly Need[], words: Readonly<Record<string, unknown>>): string[] {
  const missing = needs.filter(
    ({ name, when }) =>
      !isSaid(inWords(words, name)) && when.every((one) => holds(inWords(words, one.name)) === one.is),
  );
  return [...new Set(missing.map((need) => need.name))];
}

/** Own fields only, like Handlebars. */
const inWords = (words: unknown, name: string): unknown =>
  name
    .split('.')
    .reduce<unknown>(
      (of, part) =>
        of !== null && typeof of === 'object' && Object.hasOwn(of, part)
          ? (of as Record<string, unknown>)[part]
          : undefined,
      words,
    );

const isSaid = (value: unknown): boolean =>
  value !== null && value !== undefined && String(value).trim() !== '' && !Number.isNaN(value);

/** As `{{#if}}` has it: no empty text, no empty list, not 0. */
const holds = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));
