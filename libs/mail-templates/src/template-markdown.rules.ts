import MarkdownIt, { type Token } from 'markdown-it';
import type { Block, Inline, Piece, Placeholder, Problem } from './template.types.js';
import { ASTRAY, FIRST_TAG, InlineReader, type Tag, tagOf } from './template-inline.rules.js';

/**
 * Paragraphs, headings, bold and italic words, lists, links, rules, and a line's end where one is typed. Pictures and
 * addresses in angle brackets are read too, to be refused or checked; all else is words.
 */
const markdown = new MarkdownIt('zero', { html: false, linkify: false, breaks: true, maxNesting: 60 }).enable(
  [
    'heading',
    'hr',
    'list',
    'newline',
    'escape',
    'emphasis',
    'balance_pairs',
    'fragments_join',
    'link',
    'image',
    'autolink',
  ],
);
// Addresses are looked at as they were typed.
markdown.normalizeLink = (url) => url;
markdown.normalizeLinkText = (url) => url;
markdown.validateLink = () => true;

/** Begins a paragraph of small print. */
const SMALL = '-# ';
/**
 * The parts of a body, from its checked pieces. A choice whose tags stand on lines of their own goes round paragraphs,
 * any other round words of one paragraph. What Markdown cannot say here is a problem, with its line.
 */
export function readBody(
  pieces: readonly Piece[],
  placeholders: readonly Placeholder[],
): { blocks: Block[]; problems: Problem[] } {
  const { text, lines, tags } = withTags(pieces);
  const reader = new BodyReader(lines, tags, placeholders);
  reader.read(markdown.parse(text, {}));
  return { blocks: reader.blocks, problems: reader.problems };
}

/** The text with a character for each tag, and for each of its lines the line it was written in. */
function withTags(pieces: readonly Piece[]): { text: string; lines: number[]; tags: Tag[] } {
  const tags: Tag[] = [];
  let flat = '';
  const put = (tag: Tag) => {
    flat += String.fromCharCode(FIRST_TAG + tags.push(tag) - 1);
  };
  const add = (some: readonly Piece[]) => {
    for (const piece of some)
      if (piece.kind === 'words') flat += piece.text;
      else if (piece.kind === 'value') put({ do: 'value', name: piece.name });
      else {
        put({ do: 'open', name: piece.name });
        add(piece.yes);
        if (piece.no) {
          put({ do: 'else' });
          add(piece.no);
        }
        put({ do: 'close' });
      }
  };
  add(pieces);
  const out: string[] = [];
  const lines: number[] = [];
  const push = (text: string, line: number) => {
    out.push(text);
    lines.push(line);
  };
  for (const [at, line] of flat.split('\n').entries()) {
    const alone = line.trim();
    if (alone && [...alone].every((one) => tagOf(one, tags) && tagOf(one, tags)!.do !== 'value'))
      for (const one of ['', ...alone, '']) {
        push(one, at + 1);
        push('', at + 1);
      }
    else push(line, at + 1);
  }
  return { text: out.join('\n'), lines, tags };
}

/** What is open while the tokens go by: a list, an item, or a choice round paragraphs. */
type Frame =
  | { kind: 'all'; into: Block[] }
  | { kind: 'list'; block: Extract<Block, { kind: 'list' }>; into: Block[] }
  | { kind: 'item'; into: Block[] }
  | { kind: 'if'; block: Extract<Block, { kind: 'if' }>; into: Block[] };

/** Lists inside lists, at most. */
const LISTS = 3;

class BodyReader {
  readonly blocks: Block[] = [];
  readonly problems: Problem[] = [];
  private readonly frames: Frame[] = [{ kind: 'all', into: this.blocks }];
  private line = 1;

  constructor(
    private readonly lines: readonly number[],
    private readonly tags: readonly Tag[],
    private readonly placeholders: readonly Placeholder[],
  ) {}

  read(tokens: readonly Token[]): void {
    let around: Token | undefined;
    for (const token of tokens) {
      if (token.map) this.line = this.lines[token.map[0]] ?? this.line;
      if (token.type === 'bullet_list_open' || token.type === 'ordered_list_open') this.openList(token);
      else if (token.type === 'list_item_open') this.openItem();
      else if (token.type.endsWith('list_close') || token.type === 'list_item_close')
        this.close(token.type === 'list_item_close' ? 'item' : 'list');
      else if (token.type === 'hr') this.add({ kind: 'rule' });
      else if (token.type === 'inline') this.words(token, around);
      else if (token.type !== 'heading_close' && token.type !== 'paragraph_close') around = token;
    }
    if (this.frames.length > 1) this.say(ASTRAY);
  }

  private say(message: string): void {
    this.problems.push({ line: this.line, message });
  }

  private get top(): Frame {
    return this.frames.at(-1)!;
  }

  private add(block: Block): void {
    const inList = this.frames.some((frame) => frame.kind === 'item');
    if (inList && !['paragraph', 'list', 'if'].includes(block.kind))
      this.say(
        'In a list there can be words and lists, nothing else. End the list with an empty line first.',
      );
    this.top.into.push(block);
  }

  private openList(token: Token): void {
    const start = token.type === 'ordered_list_open' ? Number(token.attrGet('start') ?? 1) : undefined;
    const block: Block = { kind: 'list', start, items: [] };
    if (this.frames.filter((frame) => frame.kind === 'list').length >= LISTS)
      this.say(`There are more than ${LISTS} lists inside each other.`);
    this.add(block);
    this.frames.push({ kind: 'list', block, into: [] });
  }

  private openItem(): void {
    const item: Block[] = [];
    const list = this.top;
    if (list.kind === 'list') list.block.items.push(item);
    this.frames.push({ kind: 'item', into: item });
  }

  private close(kind: 'list' | 'item'): void {
    if (this.top.kind === 'if') {
      this.say(ASTRAY);
      while (this.top.kind === 'if') this.frames.pop();
    }
    if (this.top.kind === kind) this.frames.pop();
  }

  /** The words of a paragraph or heading; a paragraph may be one tag, one block or one button. */
  private words(token: Token, around: Token | undefined): void {
    const heads = around?.type === 'heading_open';
    const text = token.content;
    const only = text.length === 1 && !heads ? tagOf(text, this.tags) : undefined;
    if (only && only.do !== 'value') {
      this.turn(only);
      return;
    }
    const known = only && this.placeholders.find((one) => one.name === only.name);
    if (known?.kind === 'block') {
      this.add({ kind: 'block', name: known.name });
      return;
    }
    const inline = new InlineReader(this.tags, this.placeholders, (message) => this.say(message));
    const of = inline.read(token.children ?? []);
    if (!heads) {
      this.add(this.paragraph(of));
      return;
    }
    const level = Number(around.tag.slice(1));
    if (level > 3) this.say('There are three kinds of heading: #, ## and ###.');
    this.add({ kind: 'heading', level, of });
  }

  /** A paragraph of one choice goes with it, so that none is left empty; one of a link alone is a button. */
  private paragraph(of: Inline[]): Block {
    const [first] = of;
    const only = of.length === 1 ? first : undefined;
    if (only?.kind === 'if') {
      const branch = (some: Inline[]) => (some.length ? [this.paragraph(some)] : []);
      return { kind: 'if', name: only.name, yes: branch(only.yes), no: branch(only.no) };
    }
    if (only?.kind === 'link' && !this.frames.some(({ kind }) => kind === 'item'))
      return { kind: 'button', to: only.to, of: only.of };
    const small = first?.kind === 'words' && first.text.startsWith(SMALL);
    if (small) first.text = first.text.slice(SMALL.length);
    return { kind: 'paragraph', small, of };
  }

  /** A tag that stands alone goes round paragraphs. */
  private turn(tag: Tag): void {
    if (tag.do === 'open') {
      const block: Block = { kind: 'if', name: tag.name, yes: [], no: [] };
      this.add(block);
      this.frames.push({ kind: 'if', block, into: block.yes });
      return;
    }
    const { top } = this;
    if (top.kind !== 'if') {
      this.say(ASTRAY);
      return;
    }
    if (tag.do === 'close') this.frames.pop();
    else top.into = top.block.no;
  }
}
