import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectPath } from '#platform';

const FRAMEWORK = 'node_modules/govuk-frontend/';
/** `import { A, B } from './x.mjs';` as the framework's modules and page.js write it, at the start of a line. */
const IMPORT = /^import \{[^}]*\} from '([^']+)';\n/gm;
const EXPORT = /^export \{([^}]*)\};?\n?/gm;
const COMMENTS = /^\s*\/\*\*[\s\S]*?\*\/\n|^\s*\/\/.*\n|^ +/gm;

/**
 * A module and all it imports as one module, each once, before what needs it, without comments. The framework's modules
 * are plain enough for that: one list of imports by name, one of exports, and no exported name twice.
 */
export function oneModule(entry: string, seen = new Set<string>()): string {
  const path = projectPath(entry);
  if (seen.has(path)) return '';
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  const before = [...text.matchAll(IMPORT)].map(([, from]) =>
    oneModule(
      from!.startsWith('.') ? join(dirname(entry), from!) : from!.replace('govuk-frontend/', FRAMEWORK),
      seen,
    ),
  );
  const own = text.replace(IMPORT, '').replace(EXPORT, '').replace(COMMENTS, '').trim();
  const exported = [...text.matchAll(EXPORT)].map(([, names]) => names!.trim()).join(', ');
  // A scope of its own each: what they do not export may be called the same.
  const wrapped = exported
    ? `const { ${exported} } = (() => {\n${own}\nreturn { ${exported} };\n})();\n`
    : own;
  return before.join('') + wrapped;
}
