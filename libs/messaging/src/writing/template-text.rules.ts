import type { Block, Inline, Piece, Placeholder, Target } from './template.types.js';
import { choice } from './template-html.rules.js';

/** Longest line of plain text, placeholders counted as long as their examples (RFC 3676 section 4.2 advises 78 and less). */
const WIDTH = 72;

/** Part of a line that is not broken: Handlebars text, and what counts for its width. */
interface Word {
  source: string;
  steps: (number | 'open' | 'else' | 'close')[];
}
/** Words by the line they must stand in. */
type Lines = Word[][];

/**
 * The Handlebars text of a body as plain text: the same words as the HTML in the same order, links written out. Every
 * part ends with an empty line, inside the choice it stands in: no tag of a choice round paragraphs has a line to itself,
 * which Handlebars would take away.
 */
export function bodyText(
  body: readonly Block[],
  blocks: Readonly<Record<string, string>>,
  placeholders: readonly Placeholder[],
): string {
  const widths = new Map(placeholders.map((one) => [one.name, one.example.length]));
  const all = (some: readonly Block[]): string =>
    some
      .map((block) => {
        switch (block.kind) {
          case 'rule':
            return `${'-'.repeat(20)}\n\n`;
          case 'block':
            return `${blocks[block.name]!}\n\n`;
          case 'if':
            return choice(block.name, all(block.yes), all(block.no));
          case 'list':
            return `${listText(block, widths, 0)}\n`;
          case 'button':
            return `${wrapped(wordsOf(block.of, widths), 0).replace(/[^.:!?…]$/, '$&:')}\n${target(block.to)}\n\n`;
          default:
            return `${wrapped(wordsOf(block.of, widths), 0)}\n\n`;
        }
      })
      .join('');
  return all(body);
}

/** Checked pieces of one line as plain text, broken into lines. */
export function lineText(pieces: readonly Piece[], placeholders: readonly Placeholder[]): string {
  const widths = new Map(placeholders.map((one) => [one.name, one.example.length]));
  const inline = (some: readonly Piece[]): Inline[] =>
    some.map((piece) =>
      piece.kind === 'if'
        ? { kind: 'if', name: piece.name, yes: inline(piece.yes), no: inline(piece.no ?? []) }
        : piece,
    );
  return wrapped(wordsOf(inline(pieces), widths), 0);
}

/** Checked pieces as they were, e.g. a subject. */
export const plainLine = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) =>
      piece.kind === 'words'
        ? piece.text
        : piece.kind === 'value'
          ? `{{${piece.name}}}`
          : choice(piece.name, plainLine(piece.yes), plainLine(piece.no ?? [])),
    )
    .join('');

const target = (to: Target): string => ('name' in to ? `{{${to.name}}}` : to.address);

function listText(
  { start, items }: Extract<Block, { kind: 'list' }>,
  widths: Map<string, number>,
  indent: number,
): string {
  return items
    .map((item, at) => {
      const mark = start === undefined ? '- ' : `${start + at}. `;
      return ' '.repeat(indent) + mark + itemText(item, widths, indent + mark.length);
    })
    .join('');
}

function itemText(item: readonly Block[], widths: Map<string, number>, indent: number): string {
  if (!item.length) return '\n';
  return item
    .map((block, at) => {
      const before = at && block.kind !== 'if' ? ' '.repeat(indent) : '';
      if (block.kind === 'list') return listText(block, widths, indent);
      if (block.kind === 'if')
        return choice(block.name, itemText(block.yes, widths, indent), itemText(block.no, widths, indent));
      return block.kind === 'paragraph' ? `${before}${wrapped(wordsOf(block.of, widths), indent)}\n` : '';
    })
    .join('');
}

/** Words in lines of at most WIDTH; lines after the first begin after `indent` blanks. */
function wrapped(lines: Lines, indent: number): string {
  const branches: { from: number; yes: number }[] = [];
  return lines
    .map((words, at) => {
      let column = indent;
      let text = at ? ' '.repeat(indent) : '';
      for (const [n, word] of words.filter((one) => one.source).entries()) {
        const width = word.steps.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0);
        if (n && column + 1 + width > WIDTH) {
          text += `\n${' '.repeat(indent)}`;
          column = indent;
        } else if (n) {
          text += ' ';
          column += 1;
        }
        text += word.source;
        for (const step of word.steps) {
          const branch = branches.at(-1);
          if (typeof step === 'number') column += step;
          else if (step === 'open') branches.push({ from: column, yes: column });
          else if (step === 'else' && branch) {
            branch.yes = column;
            column = branch.from;
          } else if (branch) {
            column = Math.max(column, branch.yes);
            branches.pop();
          }
        }
      }
      return text;
    })
    .join('\n');
}

function wordsOf(of: readonly Inline[], widths: Map<string, number>): Lines {
  const lines: Lines = [[{ source: '', steps: [] }]];
  const last = () => lines.at(-1)!.at(-1)!;
  const put = (source: string, step: Word['steps'][number]) => {
    last().source += source;
    last().steps.push(step);
  };
  const blank = () => {
    if (last().source) lines.at(-1)!.push({ source: '', steps: [] });
  };
  const say = (text: string) => {
    for (const [n, word] of text.split(/[ \t]+/).entries()) {
      if (n) blank();
      if (word) put(word, word.length);
    }
  };
  const each = (some: readonly Inline[]) => {
    for (const one of some)
      switch (one.kind) {
        case 'words':
          say(one.text);
          break;
        case 'value':
          put(`{{${one.name}}}`, widths.get(one.name) ?? 0);
          break;
        case 'break':
          lines.push([{ source: '', steps: [] }]);
          break;
        case 'if':
          put(`{{#if ${one.name}}}`, 'open');
          each(one.yes);
          if (one.no.length) {
            put('{{else}}', 'else');
            each(one.no);
          }
          put('{{/if}}', 'close');
          break;
        case 'link':
          each(one.of);
          if (!saysItself(one)) {
            blank();
            put(
              `(${target(one.to)})`,
              'name' in one.to ? (widths.get(one.to.name) ?? 0) + 2 : one.to.address.length + 2,
            );
          }
          break;
        default:
          each(one.of);
      }
  };
  each(of);
  return lines;
}

/** A link whose words are its address is written once. */
function saysItself({ to, of }: Extract<Inline, { kind: 'link' }>): boolean {
  const [only] = of;
  if (of.length !== 1 || !only) return false;
  return only.kind === 'value'
    ? 'name' in to && to.name === only.name
    : only.kind === 'words' && 'address' in to && same(to.address, only.text);
}

const same = (address: string, words: string): boolean =>
  address === words ||
  address === `${words}/` ||
  address === `https://${words}` ||
  address === `https://${words}/`;
