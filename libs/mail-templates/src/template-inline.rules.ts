import type { Token } from 'markdown-it';
import type { Inline, Placeholder, Target } from './template.types.js';

/** Tags travel through Markdown as one character each that it takes for a letter; nobody can type it (UNSEEN). */
export const FIRST_TAG = 0xe000;

/** A tag among the words of a paragraph, or alone in one: then it goes round paragraphs. */
export type Tag =
  | { do: 'value'; name: string }
  | { do: 'open'; name: string }
  | { do: 'else' }
  | { do: 'close' };

export const ASTRAY =
  'This {{#if}} begins in one paragraph or list and ends in another. Put its tags on lines of their own, round whole paragraphs.';

export const tagOf = (character: string, tags: readonly Tag[]): Tag | undefined =>
  tags[character.charCodeAt(0) - FIRST_TAG];

type InlineFrame =
  | { kind: 'all' | 'strong' | 'em' | 'link'; into: Inline[] }
  | { kind: 'if'; of: Extract<Inline, { kind: 'if' }>; into: Inline[] };

/** Reads the words of one paragraph, heading or item. */
export class InlineReader {
  private readonly frames: InlineFrame[] = [];

  constructor(
    private readonly tags: readonly Tag[],
    private readonly placeholders: readonly Placeholder[],
    private readonly say: (message: string) => void,
  ) {}

  read(tokens: readonly Token[]): Inline[] {
    const all: Inline[] = [];
    this.frames.push({ kind: 'all', into: all });
    for (const token of tokens) this.token(token);
    if (this.frames.length > 1) this.say(ASTRAY);
    return all;
  }

  private get into(): Inline[] {
    return this.frames.at(-1)!.into;
  }

  private token(token: Token): void {
    switch (token.type) {
      case 'text':
        this.text(token.content);
        return;
      case 'softbreak':
      case 'hardbreak':
        this.into.push({ kind: 'break' });
        return;
      case 'strong_open':
      case 'em_open': {
        const of: Inline[] = [];
        const kind = token.type === 'em_open' ? 'em' : 'strong';
        this.into.push({ kind, of });
        this.frames.push({ kind, into: of });
        return;
      }
      case 'link_open': {
        const of: Inline[] = [];
        if (token.attrGet('title'))
          this.say('A link has words and an address, and no words in quotes after it.');
        this.into.push({ kind: 'link', to: this.target(String(token.attrGet('href') ?? '')), of });
        this.frames.push({ kind: 'link', into: of });
        return;
      }
      case 'strong_close':
      case 'em_close':
      case 'link_close':
        this.end(token.type.slice(0, -'_close'.length));
        return;
      case 'image':
        this.say('Pictures cannot be put into an email. Delete the “!” to make it a link.');
        return;
      default:
        this.say('This cannot be used in a mail.');
    }
  }

  private end(kind: string): void {
    if (this.frames.at(-1)!.kind !== kind)
      this.say(
        'An {{#if}} begins inside bold or italic words or a link and ends outside, or the other way round.',
      );
    while (this.frames.length > 1 && this.frames.pop()!.kind !== kind);
  }

  /** Words, and the tags among them. */
  private text(text: string): void {
    if (/<[a-z/!?]/i.test(text))
      this.say(
        'HTML cannot be used. Write **bold**, *italic*, # for a heading, [words](address) for a link.',
      );
    if (/[{}]/.test(text)) this.say('Braces only stand round a placeholder.');
    // Before a placeholder it would make Handlebars print the placeholder's name.
    if (text.includes('\\')) this.say('A backslash cannot be used in a mail.');
    let words = '';
    const flush = () => {
      if (words) this.into.push({ kind: 'words', text: words });
      words = '';
    };
    for (const character of text) {
      const tag = tagOf(character, this.tags);
      if (!tag) {
        words += character;
        continue;
      }
      flush();
      this.tag(tag);
    }
    flush();
  }

  private tag(tag: Tag): void {
    if (tag.do === 'value') {
      const known = this.placeholders.find((one) => one.name === tag.name)!;
      if (known.kind === 'block')
        this.say(
          `{{${known.name}}} is a whole part of the email: put it on a line of its own, with empty lines round it.`,
        );
      else this.into.push({ kind: 'value', name: known.name });
      return;
    }
    if (tag.do === 'open') {
      const of: Inline = { kind: 'if', name: tag.name!, yes: [], no: [] };
      this.into.push(of);
      this.frames.push({ kind: 'if', of, into: of.yes });
      return;
    }
    const top = this.frames.at(-1)!;
    if (top.kind !== 'if') {
      this.say(ASTRAY);
      return;
    }
    if (tag.do === 'close') this.frames.pop();
    else top.into = top.of.no;
  }

  /** Where a link goes: one placeholder that is a link, whole, or an https address as it is written. */
  private target(href: string): Target {
    const tagged = [...href].some((one) => tagOf(one, this.tags));
    if (!tagged) {
      const address = httpsAddress(href);
      if (address === undefined)
        this.say('Links begin with https:// and a whole address, like https://www.example.org/page.');
      return { address: address ?? '' };
    }
    const only = href.length === 1 ? tagOf(href, this.tags) : undefined;
    const known = only?.do === 'value' ? this.placeholders.find((one) => one.name === only.name) : undefined;
    if (known?.kind !== 'link')
      this.say(
        'An address is either one placeholder that is a link, or written out with no placeholder in it.',
      );
    return { name: known?.name ?? '' };
  }
}

/** The address as a browser would write it, or undefined for anything but https to a named host. */
function httpsAddress(href: string): string | undefined {
  if (!/^https:\/\/[^\s\\/@?#]+\.[^\s\\/@?#]+/i.test(href) || /[\s\\{}\p{Cc}\p{Cf}\p{Co}]/u.test(href))
    return undefined;
  try {
    const url = new URL(href);
    return url.protocol === 'https:' && !url.username && !url.password ? url.href : undefined;
  } catch {
    return undefined;
  }
}
