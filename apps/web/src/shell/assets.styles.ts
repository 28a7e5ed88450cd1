import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import postcss, { type AtRule, type Container, type Rule } from 'postcss';
import { projectPath } from '#platform';

const GOVUK = 'node_modules/govuk-frontend/dist/govuk';
const MOJ = 'node_modules/@ministryofjustice/frontend/moj';
const read = (path: string) => readFileSync(projectPath(path), 'utf8');

/** What a class of the frameworks is called, wherever it is written. */
const CLASS = /\b(?:govuk|moj)-(?:!-)?[\w-]*\w/g;
/** `{% from "govuk/components/input/macro.njk" … %}`, and `"../input/macro.njk"` inside a component. */
const COMPONENT = /["'](?:govuk\/components|moj\/components|\.\.)\/([\w-]+)\/macro\.njk["']/g;

/** All templates under a folder, as text. */
const templates = (folder: string): string[] =>
  readdirSync(projectPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.njk'))
    .map((name) => read(join(folder, name)));

/** The texts of the components these templates ask for, and of those that these ask for. */
function componentsOf(texts: string[], found = new Map<string, string>()): string[] {
  for (const text of texts)
    for (const [, name] of text.matchAll(COMPONENT)) {
      if (found.has(name!)) continue;
      const place = text.includes(`moj/components/${name}/`) ? MOJ : GOVUK;
      const own = read(`${place}/components/${name}/template.njk`);
      found.set(name!, own);
      componentsOf([own], found);
    }
  return [...found.values()];
}

/** The frameworks' classes that our templates, the components they use and these scripts name. */
export function classesUsed(scripts: string[] = []): Set<string> {
  const ours = templates('apps/web/src');
  const texts = [...ours, ...componentsOf(ours), ...scripts];
  return new Set(texts.flatMap((text) => [...text.matchAll(CLASS)].map(([name]) => name)));
}

/** Every class of a style sheet that comes from a framework; of what must not be there (`:not(…)`) none. */
export const classesIn = (selector: string): string[] =>
  [...selector.replace(/:not\([^()]*\)/g, '').matchAll(/\.((?:govuk|moj)-(?:[\w-]|\\.)+)/g)].map(([, name]) =>
    name!.replace(/\\/g, ''),
  );

/** The frameworks' whole styles, one text each, as they come. */
export const frameworkSheets = (): string[] => [
  read(`${GOVUK}/govuk-frontend.min.css`),
  read(`${MOJ}/moj-frontend.min.css`),
];

/**
 * GOV.UK and MOJ styles in a cascade layer below ours, without the rules for classes no page has: of 223 kB about a
 * fifth is left. Their fonts are left out too: GDS Transport is licensed for gov.uk services only.
 */
export function frameworkStyles(used: ReadonlySet<string>): string {
  const sheets = frameworkSheets().map((css) => {
    const sheet = postcss.parse(css.replace(/GDS Transport, ?arial, ?sans-serif/g, 'var(--me-font)'));
    sheet.walkAtRules(/^(charset|font-face)$/, (rule) => void rule.remove());
    sheet.walkComments((comment) => void comment.remove());
    sheet.walkRules((rule) => keep(rule, used));
    sheet.walkAtRules((rule) => removeEmpty(rule));
    return sheet.toString();
  });
  return `@layer ground, frameworks, product;\n@layer frameworks{${sheets.join('\n')}}\n`;
}

/** Leaves of a rule the selectors whose classes are all used, or nothing. */
function keep(rule: Rule, used: ReadonlySet<string>): void {
  if (/keyframes$/.test((rule.parent as AtRule).name ?? '')) return;
  const left = rule.selectors.filter((one) => classesIn(one).every((name) => used.has(name)));
  if (left.length) rule.selectors = left;
  else rule.remove();
}

function removeEmpty(rule: AtRule): void {
  if (!rule.nodes || rule.nodes.length) return;
  const around = rule.parent as Container | undefined;
  rule.remove();
  if (around?.type === 'atrule') removeEmpty(around as AtRule);
}

/** A style sheet without comments and needless space; texts in it stay as they are. */
export const tight = (css: string): string =>
  css
    .replace(/("[^"]*")|(?:\/\*[\s\S]*?\*\/|\s)+/g, (_, text?: string) => text ?? ' ')
    .replace(/("[^"]*")| ?([{};]) ?/g, (_, text?: string, sign?: string) => text ?? sign!)
    .trim();

/** The addresses in a style sheet, made into those under which a browser keeps the files for good. */
export const withAddresses = (css: string, folder: string, address: (name: string) => string): string =>
  css.replace(/url\("(\.\.?\/[^"]+)"\)/g, (_, path: string) => {
    const name = join(dirname(`${folder}/x`), path);
    return `url("${address(name)}")`;
  });
