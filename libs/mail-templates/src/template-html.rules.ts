import type { Block, Inline, Piece, Target } from './template.types.js';

/** A paragraph; the layout keeps the distances. */
const paragraphHtml = (inside: string): string => `<p style="margin:0">${inside}</p>`;

/**
 * What mail programs show beside the subject before a mail is opened: the first paragraph that says something, without
 * what sets it off. Empty where there is none.
 */
export function previewHtml(body: readonly Block[]): string {
  for (const block of body) {
    if (block.kind === 'paragraph' && !block.small && !isGreeting(block.of)) return bareHtml(block.of);
    if (block.kind === 'if') {
      const [yes, no] = [previewHtml(block.yes), previewHtml(block.no)];
      if (yes && no) return choice(block.name, yes, no);
    }
  }
  return '';
}

/** "Dear {{recipient.name}}," says nothing beside a subject. */
const isGreeting = (of: readonly Inline[]): boolean =>
  of[0]!.kind === 'words' &&
  /^(?:Dear|Hello|Hi|Good (?:morning|afternoon|day))\b[^.?!]{0,20}$/.test(of[0]!.text);

const bareHtml = (of: readonly Inline[]): string =>
  of
    .map((one) =>
      one.kind === 'strong' || one.kind === 'em' || one.kind === 'link'
        ? bareHtml(one.of)
        : one.kind === 'if'
          ? choice(one.name, bareHtml(one.yes), bareHtml(one.no))
          : one.kind === 'break'
            ? ' '
            : oneHtml(one),
    )
    .join('');

/** Handlebars of the words of one paragraph's inside, fixed words escaped. */
export const inlineHtml = (of: readonly Inline[]): string => of.map(oneHtml).join('');

/** The MJML of a body, to stand in a column of the layout; `blocks` are the parts of ours by name. */
export const bodyMjml = (body: readonly Block[], blocks: Readonly<Record<string, string>>): string =>
  body.map((block) => blockMjml(block, blocks)).join('\n');

/** Checked pieces of one line as HTML. */
export const lineHtml = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) =>
      piece.kind === 'words'
        ? escaped(piece.text)
        : piece.kind === 'value'
          ? `{{${piece.name}}}`
          : choice(piece.name, lineHtml(piece.yes), lineHtml(piece.no ?? [])),
    )
    .join('');

/** As HTML, in an attribute too; braces become references, so that words are never taken for a placeholder. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"'{}`\\]/g, (one) => `&#${one.charCodeAt(0)};`);

/** `{{#if}}` round something, without an empty `{{else}}`. */
export const choice = (name: string, yes: string, no: string): string =>
  `{{#if ${name}}}${yes}${no ? `{{else}}${no}` : ''}{{/if}}`;

const href = (to: Target): string => ('name' in to ? `{{${to.name}}}` : escaped(to.address));

function oneHtml(one: Inline): string {
  switch (one.kind) {
    case 'words':
      return escaped(one.text);
    case 'value':
      return `{{${one.name}}}`;
    case 'break':
      return '<br />';
    case 'strong':
      return `<strong>${inlineHtml(one.of)}</strong>`;
    case 'em':
      return `<em>${inlineHtml(one.of)}</em>`;
    case 'link':
      return `<a href="${href(one.to)}">${inlineHtml(one.of)}</a>`;
    case 'if':
      return choice(one.name, inlineHtml(one.yes), inlineHtml(one.no));
  }
}

/** Class of the layout, and the size it has there: readers that drop the head keep what stands here. */
const HEADINGS = [
  ['title', '24px', '31px'],
  ['heading', '19px', '26px'],
  ['subheading', '17px', '26px'],
] as const;

function headingMjml({ level, of }: Extract<Block, { kind: 'heading' }>): string {
  const [name, size, line] = HEADINGS[level - 1]!;
  const style = `margin:0;font-size:${size};line-height:${line};font-weight:bold`;
  return `<mj-text mj-class="${name}"><h${level} style="${style}">${inlineHtml(of)}</h${level}></mj-text>`;
}

function blockMjml(block: Block, blocks: Readonly<Record<string, string>>): string {
  switch (block.kind) {
    case 'heading':
      return headingMjml(block);
    case 'paragraph':
      return `<mj-text${block.small ? ' mj-class="quiet"' : ''}>${paragraphHtml(inlineHtml(block.of))}</mj-text>`;
    case 'button':
      return `<mj-button href="${href(block.to)}">${inlineHtml(block.of)}</mj-button>`;
    case 'list':
      return `<mj-text>${listHtml(block)}</mj-text>`;
    case 'rule':
      return '<mj-divider />';
    case 'block':
      return blocks[block.name]!;
    case 'if': {
      const no = block.no.length ? `<mj-raw>{{else}}</mj-raw>\n${bodyMjml(block.no, blocks)}\n` : '';
      return `<mj-raw>{{#if ${block.name}}}</mj-raw>\n${bodyMjml(block.yes, blocks)}\n${no}<mj-raw>{{/if}}</mj-raw>`;
    }
  }
}

function listHtml({ start, items }: Extract<Block, { kind: 'list' }>): string {
  const [tag, first] = start === undefined ? ['ul', ''] : ['ol', start === 1 ? '' : ` start="${start}"`];
  const inside = items.map((item) => `<li style="margin:0 0 6px">${itemHtml(item)}</li>`).join('');
  return `<${tag}${first} style="margin:0;padding:0 0 0 24px">${inside}</${tag}>`;
}

/** What stands in an item of a list: words and lists, and choices of them. */
const itemHtml = (item: readonly Block[]): string =>
  item
    .map((block, at) =>
      block.kind === 'list'
        ? listHtml(block)
        : block.kind === 'if'
          ? choice(block.name, itemHtml(block.yes), itemHtml(block.no))
          : block.kind === 'paragraph'
            ? `${at ? '<br />' : ''}${inlineHtml(block.of)}`
            : '',
    )
    .join('');
