import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#platform';

/** What fits beside a comparison of two versions; longer lines hide what a change did. */
const LONGEST = 160;
const ICONS = 'apps/web/src/shell/views/macros.njk';

interface File {
  name: string;
  text: string;
}

/** Files below a folder whose names end so, or a test's own. */
const filesIn = (folder: string, end: string): File[] =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => ({
      name: `${folder}/${name}`,
      text: readFileSync(join(projectRoot, folder, name), 'utf8'),
    }));

const withoutComments = (text: string): string => text.replace(/\{#[\s\S]*?#\}/g, '');

/** Lines longer than anybody reads, as `file:line`. */
const tooLong = (files: File[]): string[] =>
  files.flatMap(({ name, text }) =>
    text.split('\n').flatMap((line, at) => (line.length > LONGEST ? [`${name}:${at + 1}`] : [])),
  );

/** Icons that are drawn: the keys of the paths in the macro `ico`. */
function drawnIcons(macros: string): Set<string> {
  const paths = /macro ico\(n\)[\s\S]*?\{% set p = \{([\s\S]*?)\} %\}/.exec(macros)![1]!;
  return new Set([...paths.matchAll(/^\s*(\w+):'/gm)].map(([, name]) => name!));
}

/** The words between the brackets that open at `from`, divided at the commas that belong to no bracket or string within. */
function argumentsAt(text: string, from: number): string[] {
  const found = [''];
  let quote = '';
  let depth = 0;
  for (const letter of text.slice(from)) {
    if (quote) quote = letter === quote ? '' : quote;
    else if (letter === "'" || letter === '"') quote = letter;
    else if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter) && depth-- === 0) break;
    if (letter === ',' && !quote && !depth) found.push('');
    else found[found.length - 1] += letter;
  }
  return found;
}

/** What an expression may come to where it names it: `'a' if x == 'b' else 'c'` gives a and c. */
const named = (expression: string): string[] =>
  [...expression.matchAll(/(?<![=!]= *|\[ *)'(\w+)'/g)].map(([, name]) => name!);

/** Icons that a template asks for: the first argument of `ico`, the second of `note`. */
function askedIcons(text: string): string[] {
  const calls = [...withoutComments(text).matchAll(/(?<!macro )\b(ico|note)\(/g)];
  return calls.flatMap((call) =>
    named(argumentsAt(withoutComments(text), call.index + call[0].length)[call[1] === 'ico' ? 0 : 1] ?? ''),
  );
}

const IMPORT = /\{%-?\s*from\s+"[^"]+"\s+import\s+([^%]*?)(?:\s+with\s+context\s*)?-?%\}/g;
const DEFINITION = /\{%-?\s*macro\s+(\w+)\(/g;

const importedMacros = (text: string): string[] =>
  [...withoutComments(text).matchAll(IMPORT)].flatMap(([, names]) =>
    names!.split(',').map(
      (one) =>
        one
          .trim()
          .split(/\s+as\s+/)
          .at(-1)!,
    ),
  );
const definedMacros = (text: string): string[] =>
  [...withoutComments(text).matchAll(DEFINITION)].map(([, name]) => name!);
const calls = (text: string, macro: string): boolean =>
  new RegExp(`(?<![\\w.'-])${macro}\\(`).test(
    withoutComments(text).replace(IMPORT, '').replace(DEFINITION, ''),
  );

/** Macros that a template imports and never calls. */
const unusedMacros = (text: string): string[] => importedMacros(text).filter((name) => !calls(text, name));

/** Of these macros, those that a template calls without an import of its own: it would break where it is included elsewhere. */
function borrowedMacros(text: string, macros: Set<string>): string[] {
  const own = new Set([...importedMacros(text), ...definedMacros(text)]);
  return [...macros].filter((name) => !own.has(name) && calls(text, name));
}

/** Whether what needs correcting stands above the way back: it belongs below it, before the heading. */
const summaryFirst = (text: string): boolean => {
  const [summary, crumbs] = ['{{ errorSummary(', '{{ crumbs('].map((call) =>
    withoutComments(text).indexOf(call),
  );
  return summary! >= 0 && crumbs! >= 0 && summary! < crumbs!;
};

describe('templates', () => {
  const pages = filesIn('apps/web/src', '.njk');
  // Blocks of mails as HTML; in what goes as plain text (subject, because, text) an end of line would be seen.
  const mails = filesIn('libs', '.mjml.hbs');
  const icons = drawnIcons(pages.find(({ name }) => name === ICONS)!.text);

  it('have no line that is longer than anybody reads', () => {
    expect(pages.length).toBeGreaterThan(150);
    expect(mails.length).toBeGreaterThan(8);
    expect(tooLong([...pages, ...mails])).toEqual([]);
  });

  it('ask for no icon that is not drawn', () => {
    const asked = pages.flatMap(({ name, text }) => askedIcons(text).map((icon) => ({ name, icon })));
    const models = filesIn('apps/web/src', '.ts').flatMap(({ name, text }) =>
      [...text.matchAll(/\bicon: '(\w+)'/g)].map(([, icon]) => ({ name, icon: icon! })),
    );
    expect(icons.size).toBeGreaterThan(15);
    expect(asked.length).toBeGreaterThan(60);
    expect(models.length).toBeGreaterThan(30);
    expect([...asked, ...models].filter(({ icon }) => !icons.has(icon))).toEqual([]);
  });

  it('show what needs correcting below the breadcrumb', () => {
    expect(
      pages.filter(({ text }) => text.includes('{{ errorSummary(') && text.includes('{{ crumbs(')).length,
    ).toBeGreaterThan(10);
    expect(pages.filter(({ text }) => summaryFirst(text)).map(({ name }) => name)).toEqual([]);
  });

  it('import no macro that they do not call', () => {
    const found = pages.flatMap(({ name, text }) => unusedMacros(text).map((macro) => `${name}: ${macro}`));
    expect(found).toEqual([]);
  });

  it('call no macro that only a page around them imports', () => {
    const macros = new Set(pages.flatMap(({ text }) => [...definedMacros(text), ...importedMacros(text)]));
    expect(macros.size).toBeGreaterThan(50);
    const found = pages.flatMap(({ name, text }) =>
      borrowedMacros(text, macros).map((macro) => `${name}: ${macro}`),
    );
    expect(found).toEqual([]);
  });
});

describe('what finds faults in templates', () => {
  it('finds a line of 161 letters, and none of 160', () => {
    const text = ['a'.repeat(160), 'b'.repeat(161)].join('\n');
    expect(tooLong([{ name: 'page.njk', text }])).toEqual(['page.njk:2']);
  });

  it('finds a summary of errors above a breadcrumb', () => {
    const [summary, crumbs] = ['{{ errorSummary(errors) }}', '{{ crumbs([]) }}'];
    expect([summary + crumbs, crumbs + summary, summary, crumbs].map(summaryFirst)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('finds an icon wherever a template can name one', () => {
    expect(askedIcons(`{{ ico('gone') }} {# ico('said') #}`)).toEqual(['gone']);
    expect(askedIcons(`{% call note('red', 'gone') %}x{% endcall %}`)).toEqual(['gone']);
    expect(
      askedIcons(`{{ note('amber' if a == 'b' else 'red', 'one' if c == 'd' else 'two', 'x, y') }}`),
    ).toEqual(['one', 'two']);
    expect(askedIcons(`{{ note(\n  '',\n  'gone',\n  'Words (some), said'\n) }}`)).toEqual(['gone']);
    expect(drawnIcons(`{% macro ico(n) -%}\n  {% set p = {\n    one:'M1',\n    two:'M2'\n  } %}`)).toEqual(
      new Set(['one', 'two']),
    );
  });

  it('finds a macro that is imported and not called, also on a second line and under another name', () => {
    const text = `{% from "a.njk" import due, note,\n  area as long %}\n{{ due('red', 'note') }} {# long() #}`;
    expect(unusedMacros(text)).toEqual(['note', 'long']);
    expect(unusedMacros(`${text}{% call note() %}{% endcall %}{{ long(1) }}`)).toEqual([]);
  });

  it('finds a macro that is called without an import of its own', () => {
    const macros = new Set(['due', 'note', 'row']);
    const text = `{% from "a.njk" import due %}{% macro row(x) %}{{ due(x) }}{% endmacro %}{{ row(1) }}`;
    expect(borrowedMacros(text, macros)).toEqual([]);
    expect(borrowedMacros(`${text}{% call note('', 'info') %}x{% endcall %} {# due() #}`, macros)).toEqual([
      'note',
    ]);
  });
});
