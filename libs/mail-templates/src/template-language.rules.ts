import Handlebars from 'handlebars';
import type { Piece, Placeholder, Problem } from './template.types.js';

/** Choices inside choices, at most. */
export const NESTING = 5;
/** Placeholders and choices of a text, at most. */
export const TAGS = 200;

/** Line ends and tabs aside, nothing that cannot be seen: it could begin a header, turn text round, or pose as a tag. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}]|(?![\u00ad\u200c\u200d])\p{Cf}/u;
const TAG = /\{\{ ?(?:#if (?<asked>[a-zA-Z.]+)|(?<otherwise>else)|(?<end>\/if)|(?<value>[a-zA-Z.]+)) ?\}\}/y;

/**
 * Reads a text of staff's: words, `{{placeholder}}`, and `{{#if placeholder}}…{{else}}…{{/if}}`; nothing else of
 * Handlebars. Two readers have to agree: the pattern of the tags here, which says in plain words what is wrong, and
 * Handlebars' own syntax tree, of which every node is looked at. Without problems, the pieces are complete.
 */
export function readLanguage(
  source: string,
  placeholders: readonly Placeholder[],
): { pieces: Piece[]; problems: Problem[] } {
  const seen = problemsOfTags(source, placeholders);
  if (seen.length) return { pieces: [], problems: seen };
  let program: hbs.AST.Program;
  try {
    // Not `parse`: that takes white space away round tags, and the lines of a text mean something here.
    program = Handlebars.parseWithoutProcessing(source);
  } catch (error) {
    const line = Number(/line (\d+)/.exec(String(error))?.[1] ?? 1);
    return { pieces: [], problems: [{ line, message: 'The placeholders here do not fit together.' }] };
  }
  const problems: Problem[] = [];
  const names = new Set(placeholders.map((one) => one.name));
  return { pieces: piecesOf(program, names, problems), problems };
}

/** What is wrong with the tags, one line of it each, in the order of the text. */
function problemsOfTags(source: string, placeholders: readonly Placeholder[]): Problem[] {
  const problems: Problem[] = [];
  const open: { line: number; otherwise: boolean }[] = [];
  let tags = 0;
  for (const [at, line] of source.split('\n').entries()) {
    const say = (message: string) => problems.push({ line: at + 1, message });
    const unseen = UNSEEN.exec(line.replaceAll('\t', ' '));
    if (unseen) say(`There is a character that cannot be seen (${codeOf(unseen[0])}). Delete it.`);
    for (let from = line.search(/[{}]/); from >= 0; from = nextBrace(line, from)) {
      TAG.lastIndex = from;
      const tag = TAG.exec(line);
      if (!tag || line[from - 1] === '\\' || line[TAG.lastIndex] === '}') {
        say(strange(line, from));
        break;
      }
      from = TAG.lastIndex;
      tags += 1;
      if (tags > TAGS) {
        say(`There are more than ${TAGS} placeholders.`);
        return problems;
      }
      const { asked, otherwise, end, value } = tag.groups!;
      if (asked !== undefined || value !== undefined) {
        const name = asked ?? value!;
        const known = placeholders.find((one) => one.name === name);
        if (!known || (asked !== undefined && known.kind === 'block')) say(unknown(name, placeholders));
        else if (value !== undefined && known.kind === 'condition')
          say(`“${known.label}” has no words to put in. It can be asked for: {{#if ${name}}} … {{/if}}.`);
      }
      if (asked !== undefined) {
        open.push({ line: at + 1, otherwise: false });
        if (open.length > NESTING) {
          say(`There are more than ${NESTING} {{#if}} inside each other.`);
          return problems;
        }
      }
      const innermost = open.at(-1);
      if (otherwise !== undefined) {
        if (!innermost || innermost.otherwise) say('This {{else}} belongs to no {{#if …}}.');
        else innermost.otherwise = true;
      }
      if (end !== undefined && !open.pop()) say('This {{/if}} belongs to no {{#if …}}.');
    }
  }
  for (const { line } of open)
    problems.push({ line, message: 'This {{#if …}} has no end: write {{/if}} after it.' });
  return problems;
}

const nextBrace = (line: string, from: number): number => {
  const next = line.slice(from).search(/[{}]/);
  return next < 0 ? -1 : from + next;
};

const codeOf = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** Says what to write in place of a brace that begins no tag of ours. */
function strange(line: string, from: number): string {
  const shown = [...line.slice(from)].slice(0, 30).join('');
  if (line.startsWith('{{{', from) || line.startsWith('{{&', from))
    return 'A placeholder has two braces on each side, and nothing else.';
  if (!line.startsWith('{{', from))
    return `Braces only stand round a placeholder, two on each side: “${shown}” is none.`;
  return `“${shown}” cannot be used here. There are placeholders, {{#if …}}, {{else}} and {{/if}}.`;
}

function unknown(name: string, placeholders: readonly Placeholder[]): string {
  const near = placeholders.find((one) => one.name.toLowerCase().endsWith(name.toLowerCase()));
  return `There is no placeholder “${name}” in this email.${near ? ` Did you mean {{${near.name}}}?` : ' Choose one from the list.'}`;
}

const NOT_OURS = 'Only placeholders, {{#if …}}, {{else}} and {{/if}} can be used.';

/** Every node, or a problem: nothing of the syntax tree is passed over. */
function piecesOf(program: hbs.AST.Program, names: Set<string>, problems: Problem[]): Piece[] {
  const refuse = (node: hbs.AST.Node): Piece[] => {
    problems.push({ line: node.loc.start.line, message: NOT_OURS });
    return [];
  };
  if (program.blockParams?.length) return refuse(program);
  return program.body.flatMap((node): Piece[] => {
    const { line } = node.loc.start;
    if (node.type === 'ContentStatement') {
      const { value, original } = node as hbs.AST.ContentStatement;
      return value === String(original) && !/[{}]/.test(value)
        ? [{ kind: 'words', text: value, line }]
        : refuse(node);
    }
    if (node.type === 'MustacheStatement') {
      const tag = node as hbs.AST.MustacheStatement;
      const name = nameIn(tag.path, names);
      return name !== undefined && tag.escaped && bare(tag) && !tag.params.length && !stripped(tag.strip)
        ? [{ kind: 'value', name, line }]
        : refuse(node);
    }
    if (node.type === 'BlockStatement') {
      const { path, params, openStrip, inverseStrip, closeStrip, ...choice } = node as hbs.AST.BlockStatement;
      const name = params.length === 1 ? nameIn(params[0]!, names) : undefined;
      const ours =
        nameIn(path, new Set(['if'])) === 'if' &&
        name !== undefined &&
        bare(choice) &&
        choice.program !== undefined &&
        // `{{else if}}` makes a chain.
        !(choice.inverse as { chained?: boolean } | undefined)?.chained &&
        ![openStrip, inverseStrip, closeStrip].some(stripped);
      if (!ours) return refuse(node);
      return [
        {
          kind: 'if',
          name,
          line,
          yes: piecesOf(choice.program, names, problems),
          no: choice.inverse ? piecesOf(choice.inverse, names, problems) : undefined,
        },
      ];
    }
    return refuse(node);
  });
}

/** The name a path says, when it is one of these and says it plainly: no `../`, `this`, `@`, brackets or quotes. */
function nameIn(expression: hbs.AST.Expression, names: Set<string>): string | undefined {
  if (expression.type !== 'PathExpression') return undefined;
  const { data, depth, parts, original } = expression as hbs.AST.PathExpression;
  const plain = !data && depth === 0 && parts.every((part) => typeof part === 'string');
  const name = parts.join('.');
  return plain && name === original && names.has(name) ? name : undefined;
}

const bare = (node: { hash?: hbs.AST.Hash }): boolean => !node.hash?.pairs.length;
const stripped = (strip: hbs.AST.StripFlags | undefined): boolean => Boolean(strip?.open || strip?.close);
