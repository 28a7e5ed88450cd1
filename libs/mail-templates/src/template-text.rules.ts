import type { Block, Inline, Piece, Target } from './template.types.js';
import { choice } from './template-html.rules.js';

/**
 * The Handlebars text of a body as plain text: the same words as the HTML in the same order, links written out. Every
 * part ends with an empty line, inside the choice it stands in: no tag of a choice round paragraphs has a line to itself,
 * which Handlebars would take away. A paragraph is one line: where it breaks is the reader's program's business, which knows
 * its width and what the placeholders say.
 */
export function bodyText(body: readonly Block[], blocks: Readonly<Record<string, string>>): string {
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
            return `${listText(block, 0)}\n`;
          case 'button':
            return `${inlineText(block.of).replace(/[^.:!?…]$/, '$&:')}\n${target(block.to)}\n\n`;
          default:
            return `${inlineText(block.of)}\n\n`;
        }
      })
      .join('');
  return all(body);
}

/** Words of one paragraph as plain text, `indent` blanks before the lines after a break. */
const inlineText = (of: readonly Inline[], indent = 0): string =>
  wordsOf(of, indent).replace(/ +\n/g, '\n').trim();

const wordsOf = (of: readonly Inline[], indent: number): string =>
  of
    .map((one): string => {
      switch (one.kind) {
        case 'words':
          return one.text.replace(/[ \t]+/g, ' ');
        case 'value':
          return `{{${one.name}}}`;
        case 'break':
          return `\n${' '.repeat(indent)}`;
        case 'if':
          return choice(one.name, wordsOf(one.yes, indent), wordsOf(one.no, indent));
        case 'link':
          return wordsOf(one.of, indent) + (saysItself(one) ? '' : ` (${target(one.to)})`);
        default:
          return wordsOf(one.of, indent);
      }
    })
    .join('');

/** Checked pieces of one line as plain text. */
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

function listText({ start, items }: Extract<Block, { kind: 'list' }>, indent: number): string {
  return items
    .map((item, at) => {
      const mark = start === undefined ? '- ' : `${start + at}. `;
      return ' '.repeat(indent) + mark + itemText(item, indent + mark.length);
    })
    .join('');
}

function itemText(item: readonly Block[], indent: number): string {
  if (!item.length) return '\n';
  return item
    .map((block, at) => {
      const before = at && block.kind !== 'if' ? ' '.repeat(indent) : '';
      if (block.kind === 'list') return listText(block, indent);
      if (block.kind === 'if')
        return choice(block.name, itemText(block.yes, indent), itemText(block.no, indent));
      return block.kind === 'paragraph' ? `${before}${inlineText(block.of, indent)}\n` : '';
    })
    .join('');
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
