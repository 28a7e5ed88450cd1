import { BadRequestException } from '@nestjs/common';
import { TooLarge } from './too-large.js';

/** Names every object has. No field of ours is called so, and as a field's name they would break what prints it. */
const taken = new Set(Object.getOwnPropertyNames(Object.prototype));
export const isTaken = (name: string): boolean => taken.has(name);

type Node = string | string[] | Map<string, Node>;

/** What `%41+b` means; as it stands when it means nothing. */
export function decodeField(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/**
 * The fields of a form or a query, in one pass over the text. A name sent several times gives a list; `people[0][name]`
 * nests, as deep as `depth` says (0: names are taken as they are), numbers give a list in their order. More fields than
 * `fields` are refused before any is looked at.
 */
export function parseFields(
  text: string,
  { fields, depth }: { fields: number; depth: number },
  decode = decodeField,
): Record<string, unknown> {
  let count = text ? 1 : 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1))
    if (++count > fields) throw new TooLarge('Send fewer fields at a time.');
  const root = new Map<string, Node>();
  for (const pair of text.split('&')) {
    if (!pair) continue;
    const at = pair.indexOf('=');
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    const path = pathOf(name, depth);
    if (path.length && !path.some(isTaken)) put(root, path, at < 0 ? '' : decode(pair.slice(at + 1)));
  }
  return Object.fromEntries([...root].map(([name, node]) => [name, shown(node)]));
}

/** `people[0][name]` → people, 0, name. A name of another shape is one step. */
function pathOf(name: string, depth: number): string[] {
  if (!depth || !/^[^[\]]+(?:\[[^[\]]*\])+$/.test(name)) return name ? [name] : [];
  const path = name.slice(0, -1).replaceAll('][', '[').split('[');
  if (path.length - 1 > depth) throw new BadRequestException();
  return path;
}

/** `a[]` adds to a list of texts. What does not go with what came before is left out. */
function put(root: Map<string, Node>, path: string[], value: string): void {
  const list = path.length > 1 && path.at(-1) === '';
  const steps = list ? path.slice(0, -1) : path;
  let at = root;
  for (const step of steps.slice(0, -1)) {
    const next = at.get(step) ?? new Map<string, Node>();
    if (!(next instanceof Map)) return;
    at.set(step, next);
    at = next;
  }
  const last = steps.at(-1)!;
  const known = at.get(last);
  if (known instanceof Map) return;
  if (known === undefined) at.set(last, list ? [value] : value);
  else if (Array.isArray(known)) known.push(value);
  else at.set(last, [known, value]);
}

function shown(node: Node): unknown {
  if (!(node instanceof Map)) return node;
  const parts = [...node];
  if (parts.every(([name]) => /^\d{1,6}$/.test(name)))
    return parts.sort(([a], [b]) => Number(a) - Number(b)).map(([, part]) => shown(part));
  return Object.fromEntries(parts.map(([name, part]) => [name, shown(part)]));
}
