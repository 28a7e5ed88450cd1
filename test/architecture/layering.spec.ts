import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectPath } from '#platform';

/** Files by their path in the house. */
type Planted = Record<string, string>;

const { default: config } = (await import(projectPath('.dependency-cruiser.mjs'))) as {
  default: { forbidden: { name: string }[] };
};
const rules = config.forbidden.map((rule) => rule.name);
const UPWARDS = '-imports-only-below';
const HIGHEST = 'demo';
const libs = rules.flatMap((rule) => (rule.endsWith(UPWARDS) ? rule.slice(0, -UPWARDS.length) : []));

/**
 * For each rule of .dependency-cruiser.mjs files it must report, all planted into one empty house: names are their own. A
 * new rule gets a line here, else the first test fails. Each lib of the house is there with an empty door, src/index.ts.
 */
const cases: [rule: string, planted: Planted][] = [
  // The highest may import every lib there is; left is one that has no layer.
  ...libs.map((lib): [string, Planted] => [
    `${lib}${UPWARDS}`,
    {
      [`libs/${lib}/src/upwards.ts`]:
        lib === HIGHEST ? `import '../../unknown/src/index.js';` : `import '#${HIGHEST}';`,
    },
  ]),
  [
    'every-lib-has-a-layer',
    {
      'apps/web/src/unknown-lib.ts': `import '../../../libs/unknown/src/index.js';`,
      'libs/unknown/src/index.ts': 'export {};',
    },
  ],
  [
    'only-through-the-index',
    {
      'libs/access/src/side-door.ts': `import { inner } from '../../platform/src/inner.js';\nexport const a = inner;`,
      'libs/platform/src/inner.ts': 'export const inner = 1;',
    },
  ],
  [
    'only-through-the-index-from-outside',
    {
      'apps/cli/src/side-door.ts': `import { inside } from '../../../libs/platform/src/inside.js';\nexport const a = inside;`,
      'libs/platform/src/inside.ts': 'export const inside = 1;',
    },
  ],
  [
    'nothing-imports-apps',
    {
      'libs/access/src/to-an-app.ts': `import { page } from '../../../apps/web/src/page.js';\nexport const a = page;`,
      'apps/web/src/page.ts': 'export const page = 1;',
    },
  ],
  [
    'apps-apart',
    {
      'apps/worker/src/to-the-web.ts': `import { form } from '../../web/src/form.js';\nexport const a = form;`,
      'apps/web/src/form.ts': 'export const form = 1;',
    },
  ],
  ['migrations-are-history', { 'migrations/9001-living-lib.ts': `import '#platform';` }],
  [
    'migrations-are-history',
    { 'migrations/9002-living-type.ts': `import type { Lib } from '#platform';\nexport type A = Lib;` },
  ],
  [
    'migrations-are-history',
    {
      'migrations/9003-living-app.ts': `import { entities } from '../apps/program.js';\nexport const a = entities;`,
      'apps/program.ts': 'export const entities = [];',
    },
  ],
  [
    'migrations-are-history',
    {
      'migrations/9004-test.ts': `import { help } from '../test/support/help.js';\nexport const a = help;`,
      'test/support/help.ts': 'export const help = 1;',
    },
  ],
  [
    'migrations-are-history',
    {
      'migrations/9005-package.ts': `import { z } from 'zod';\nexport const a = z;`,
      'node_modules/zod/package.json': '{"name": "zod", "version": "4.0.0", "main": "index.js"}',
      'node_modules/zod/index.js': 'exports.z = 1;',
    },
  ],
  [
    'standalone-apart',
    {
      'apps/web/src/own-database.ts': `import '#standalone';`,
    },
  ],
  [
    'no-cycles-between-folders',
    {
      'libs/employers/src/one/there.ts': `import { back } from '../other/back.js';\nexport const a = back;`,
      'libs/employers/src/other/back.ts': 'export const back = 1;',
      'libs/employers/src/other/there.ts': `import { end } from '../one/end.js';\nexport const a = end;`,
      'libs/employers/src/one/end.ts': 'export const end = 1;',
    },
  ],
  [
    'domains-through-the-index',
    {
      'apps/web/src/today/inside.ts': `import { row } from '../employers/row.js';\nexport const a = row;`,
      'apps/web/src/employers/row.ts': 'export const row = 1;',
    },
  ],
  [
    'no-cycles',
    {
      'libs/access/src/round.ts': `import { b } from './about.js';\nexport const a = () => b;`,
      'libs/access/src/about.ts': `import { a } from './round.js';\nexport const b = () => a;`,
    },
  ],
  ['resolvable', { 'libs/access/src/to-nowhere.ts': `import './nowhere.js';` }],
  [
    'declared',
    {
      'libs/access/src/undeclared.ts': `import { found } from 'found-by-chance';\nexport const a = found;`,
      'node_modules/found-by-chance/package.json':
        '{"name": "found-by-chance", "version": "1.0.0", "main": "index.js"}',
      'node_modules/found-by-chance/index.js': 'exports.found = 1;',
    },
  ],
  [
    'declared',
    {
      'apps/cli/src/for-development.ts': `import jest from 'jest';\nexport const a = jest;`,
      'node_modules/jest/package.json': '{"name": "jest", "version": "30.0.0", "main": "index.js"}',
      'node_modules/jest/index.js': 'module.exports = 1;',
    },
  ],
];

/** Files that keep to all rules, and so must not be reported. */
const innocent: Planted = {
  'apps/web/src/innocent.ts': `import { Lib } from '#demo';\nimport { libs } from '../../program.js';\nexport const a = [Lib, libs];`,
  'libs/demo/src/innocent.ts': `import { Lib } from '#platform';\nimport { near } from './near.js';\nexport const a = [Lib, near];`,
  'libs/demo/src/near.ts': 'export const near = 1;',
  'migrations/9000-innocent.ts': `import { readdirSync } from 'node:fs';\nimport type { QueryRunner } from 'typeorm';\nimport { help } from './support/help.js';\nexport const a = (db: QueryRunner) => [readdirSync, help, db];`,
  'migrations/support/help.ts': 'export const help = 1;',
  'node_modules/typeorm/package.json':
    '{"name": "typeorm", "version": "1.0.0", "main": "index.js", "types": "index.d.ts"}',
  'node_modules/typeorm/index.js': '',
  'node_modules/typeorm/index.d.ts': 'export interface QueryRunner {}',
};

interface Violation {
  rule: { name: string };
  from: string;
}

/** Plants the files into a folder of their own and lets dependency-cruiser look with the rules of the house. */
function violationsIn(files: Planted): Violation[] {
  // By its real name: where the temporary folder is a link, paths would begin elsewhere.
  const house = realpathSync(mkdtempSync(join(tmpdir(), 'crm-layering-')));
  try {
    for (const file of ['package.json', 'tsconfig.json']) copyFileSync(projectPath(file), join(house, file));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), text);
    }
    const run = spawnSync(
      process.execPath,
      [
        projectPath('node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        ...['--config', projectPath('.dependency-cruiser.mjs')],
        ...['--output-type', 'json'],
        ...['apps', 'libs', 'migrations'],
      ],
      { cwd: house, encoding: 'utf8', maxBuffer: 1e8 },
    );
    if (!run.stdout) throw new Error(run.stderr);
    return (JSON.parse(run.stdout) as { summary: { violations: Violation[] } }).summary.violations;
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
}

describe('the rules on who may import whom', () => {
  let violations: Violation[];
  beforeAll(() => {
    const files: Planted = { ...innocent };
    for (const lib of libs) files[`libs/${lib}/src/index.ts`] = 'export class Lib {}';
    for (const [path, text] of cases.flatMap(([, planted]) => Object.entries(planted))) {
      if (files[path]) throw new Error(`${path} is planted twice`);
      files[path] = text;
    }
    violations = violationsIn(files);
  }, 60_000);

  it('have each a case here, and are no others', () => {
    expect(libs.length).toBeGreaterThan(10);
    expect([...new Set(cases.map(([rule]) => rule))].sort()).toEqual([...rules].sort());
  });

  it.each(cases)('%s is broken by what is planted against it', (rule, planted) => {
    // A circle has no beginning: it is reported for one of its files.
    const named = new Set(Object.keys(planted).flatMap((path) => [path, dirname(path)]));
    const reported = violations.filter((one) => named.has(one.from)).map((one) => one.rule.name);
    expect(reported).toContain(rule);
  });

  it('are broken by nothing else', () => {
    // Of all that is planted, folders go round more often than the case of theirs says.
    const others = violations
      .filter((one) => one.rule.name !== 'no-cycles-between-folders')
      .filter((one) => !cases.some(([, planted]) => one.from in planted));
    expect(others.map((one) => `${one.rule.name} ${one.from}`)).toEqual([]);
  });
});
