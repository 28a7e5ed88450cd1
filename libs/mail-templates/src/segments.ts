import Handlebars from 'handlebars';
import type { Segment, TemplateValues } from '#mail-transport';

interface Node {
  type: string;
  [key: string]: unknown;
}

const CONTENT = 'ContentStatement';

/**
 * A Handlebars text cut into what is the same in every mail and what is not, in order. Whatever asks only for `fixed`
 * words is filled in at once. `asHtml`: values become HTML. A word nobody gives throws, here or when a mail is written.
 */
export function segmentsOf(source: string, fixed: TemplateValues, asHtml: boolean): Segment[] {
  const program = Handlebars.parse(source) as unknown as Node & { body: Node[] };
  const parts: Segment[] = [];
  const add = (part: Segment) => {
    const last = parts.at(-1);
    if (part === '') return;
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
  };
  for (const node of program.body) {
    if (node.type === CONTENT) {
      add(String(node['value']));
      continue;
    }
    // Lines with nothing but a tag went when the whole was read; by itself a piece would seem to be such a line.
    const fill = Handlebars.compile(
      { ...program, body: [node] },
      { strict: true, noEscape: !asHtml, ignoreStandalone: true },
    );
    const roots = rootsOf(node);
    if (roots.every((root) => root in fixed)) add(fill(fixed));
    else add(plainWord(node, asHtml) ?? ((words) => fill(words)));
  }
  return parts;
}

/** First names of every path in a piece of syntax: `area` of `{{area.name}}`. */
function rootsOf(node: unknown, found: string[] = []): string[] {
  if (Array.isArray(node)) for (const one of node) rootsOf(one, found);
  else if (node && typeof node === 'object') {
    const { type, parts } = node as Node;
    if (type === 'PathExpression') {
      const root = (parts as string[])[0];
      // The name of a block helper (`if`) is a path too, and no word.
      if (!(root !== undefined && root in Handlebars.helpers && (parts as string[]).length === 1))
        found.push(root ?? '');
    } else for (const value of Object.values(node)) rootsOf(value, found);
  }
  return found;
}

/** `{{a}}` or `{{a.b}}` without the template machinery, which is most of what mails ask; undefined for all else. */
function plainWord(node: Node, asHtml: boolean): Segment | undefined {
  const path = node['path'] as (Node & { parts: string[]; depth: number; data: boolean }) | undefined;
  if (node.type !== 'MustacheStatement' || path?.type !== 'PathExpression' || path.depth || path.data)
    return undefined;
  if (
    (node['params'] as unknown[]).length ||
    (node['hash'] as { pairs: unknown[] } | undefined)?.pairs.length
  )
    return undefined;
  if (!path.parts.length || path.parts.length > 2 || path.parts[0]! in Handlebars.helpers) return undefined;
  const raw = !asHtml || node['escaped'] === false;
  const [first, second] = path.parts as [string, string?];
  return (words) => {
    const value = second === undefined ? own(words, first) : own(own(words, first), second);
    return raw ? text(value) : Handlebars.escapeExpression(text(value));
  };
}

/** Own fields only: nothing a value inherits can be said in a mail. */
function own(of: unknown, name: string): unknown {
  if (of !== null && typeof of === 'object' && Object.hasOwn(of, name))
    return (of as Record<string, unknown>)[name];
  throw new Error(`The text asks for "${name}", which is not there`);
}

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
