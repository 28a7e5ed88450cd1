import { readdirSync } from 'node:fs';
import { projectFile, projectPath, settingsSchema } from '#platform';

const settings = Object.keys(settingsSchema.shape);

/** What a setting is when it is not given, as one would type it; undefined when it has no default. */
function defaultOf(setting: string): string | undefined {
  type Step = { def: { type: string; defaultValue?: unknown; in?: Step; innerType?: Step } };
  const shape = settingsSchema.shape as unknown as Record<string, Step>;
  for (let step: Step | undefined = shape[setting]; step; step = step.def.innerType ?? step.def.in)
    if (['default', 'prefault'].includes(step.def.type)) return String(step.def.defaultValue);
  return undefined;
}

/** Where README's table says something else than the schema. */
function wrongInReadme(readme: string): string[] {
  const rows = [...readme.matchAll(/^\| (`[A-Z][^|]*?) *\|[^|]+\| *([^|]*?) *\|$/gm)].map(
    ([, names, unset]) => ({
      names: [...names!.matchAll(/`(\w+)`/g)].map(([, name]) => name!),
      unset: unset!,
    }),
  );
  const named = rows.flatMap((row) => row.names);
  return [
    ...settings.filter((name) => !named.includes(name)).map((name) => `${name} has no row`),
    ...named.filter((name) => !settings.includes(name)).map((name) => `${name} is no setting`),
    ...named.filter((name, i) => named.indexOf(name) !== i).map((name) => `${name} has two rows`),
    ...rows.flatMap(({ names, unset }) =>
      names
        .filter((name) => !unset.includes(defaultOf(name) ?? ''))
        .map((name) => `${name} is ${defaultOf(name)} while unset, not ${unset}`),
    ),
  ];
}

/** What docker-compose.yml settles itself, each with its reason; all else comes from the operator's .env. */
const SETTLED: Record<string, { where: 'nowhere' | 'all' | 'migrate'; why: string }> = {
  DATABASE_URL: {
    where: 'migrate',
    why: 'only the migration works as the owner, of the PostgreSQL it brings',
  },
  DATABASE_APP_URL: { where: 'all', why: 'it brings the PostgreSQL' },
  QUEUE_URL: { where: 'all', why: 'it brings the Redis' },
  BASE_URL: { where: 'all', why: 'unset it follows the port published, which the web does not know' },
  DATA_DIR: { where: 'nowhere', why: 'the image says it: the volume' },
  HOST: { where: 'nowhere', why: 'the image says it: all addresses of the container' },
  PORT: { where: 'nowhere', why: 'the image says it; PORT in .env is the port published' },
  CLOCK_FILE: { where: 'nowhere', why: 'for trials and tests; people work by the real time' },
};

/** Where docker-compose.yml does not hand on a setting as it should. */
function wrongInCompose(compose: string): string[] {
  const block = (start: RegExp, indent: string): string => {
    const [, after = ''] = compose.split(start);
    return after.split(new RegExp(`\\n${indent}(?=[\\w}])`))[0]!;
  };
  const entries = (text: string, indent: string) =>
    new Map(
      [...text.matchAll(new RegExp(`^${indent}([A-Z_]+): (.+)$`, 'gm'))].map(([, name, value]) => [
        name!,
        value!,
      ]),
    );
  const shared = entries(block(/^x-settings: &settings.*$/m, ''), '  ');
  const services = [...compose.matchAll(/^ {2}(\w+):\n {4}<<: \*program$/gm)].map(([, name]) => name!);
  const own = entries(block(/^ {2}migrate:$/m, '  '), '      ');
  return [
    ...['migrate', 'web', 'worker'].filter((name) => !services.includes(name)).map((name) => `no ${name}`),
    ...services
      .filter(
        (name) => !/(?:environment: |<<: )\*settings$/m.test(block(new RegExp(`^ {2}${name}:$`, 'm'), '  ')),
      )
      .map((name) => `${name} gets no settings`),
    ...[...shared.keys(), ...own.keys()]
      .filter((name) => !settings.includes(name))
      .map((name) => `${name} is no setting`),
    ...settings
      .filter((name) => shared.has(name) !== ((SETTLED[name]?.where ?? 'all') === 'all'))
      .map((name) => `${name} is ${shared.has(name) ? '' : 'not '}handed on to all`),
    ...settings
      .filter((name) => own.has(name) !== (SETTLED[name]?.where === 'migrate'))
      .map((name) => `${name} is ${own.has(name) ? '' : 'not '}handed on to the migration alone`),
    ...[...shared]
      .filter(([name, value]) => !SETTLED[name] && value !== `\${${name}:-}`)
      .map(([name, value]) => `${name} is ${value}`),
  ];
}

/** Who else reads the environment, and what of it; `*` is all of it, handed on or asked by a name that is worked out. */
const READERS: Record<string, { names: string[]; why: string }> = {
  'libs/platform/src/settings.ts': { names: ['*'], why: 'it reads the settings' },
  'libs/standalone/src/embedded-postgres.ts': {
    names: ['PATH', 'SystemRoot'],
    why: 'the programs of PostgreSQL need them; they get nothing else of ours',
  },
  'apps/start/src/supervisor.ts': { names: ['*'], why: 'web and worker get what the start was given' },
  'apps/start/src/node-flags.ts': { names: ['NODE_OPTIONS'], why: 'a limit of the heap set there stands' },
  'apps/start/src/npm.ts': { names: ['npm_lifecycle_event'], why: 'how npm says that it started us' },
  'scripts/setup.mjs': { names: ['npm_execpath'], why: 'to install with the npm that started us' },
  'scripts/test.mjs': {
    names: ['*', 'CHROMIUM_PATH', 'PATH'],
    why: 'where the programs lie the tests need; jest and apt get the rest handed on',
  },
};

/** The names a source reads from the environment, in order. */
function reads(source: string): string[] {
  const plain = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const direct = [...plain.matchAll(/\bprocess\??\.env\b(?:\??\.?\[['"](\w+)['"]\]|\??\.(\w+))?/g)].map(
    ([, quoted, dotted]) => quoted ?? dotted ?? '*',
  );
  // Ways round: process under another name, or its env by a worked-out one.
  const hidden =
    /\bprocess\[|from ['"](?:node:)?process['"]|import\(['"](?:node:)?process['"]|\} = (?:globalThis\.)?process\b/;
  return [...new Set([...direct, ...(hidden.test(plain) ? ['*'] : [])])].sort();
}

/** What the sources read against the list of who may. */
function strayReaders(sources: Record<string, string>): string[] {
  return Object.keys({ ...sources, ...READERS }).flatMap((file) => {
    const found = reads(sources[file] ?? '').join(', ');
    const allowed = READERS[file]?.names.join(', ') ?? '';
    return found === allowed
      ? []
      : [`${file} reads: ${found || 'nothing'}; may read: ${allowed || 'nothing'}`];
  });
}

describe('a setting', () => {
  it('stands in the table of README.md with what it is while unset', () => {
    const readme = projectFile('README.md');
    expect(wrongInReadme(readme)).toEqual([]);
    expect(wrongInReadme(readme.replace('`SMTP_CA` ', '`SMTP_CERT`'))).toEqual([
      'SMTP_CA has no row',
      'SMTP_CERT is no setting',
    ]);
    expect(wrongInReadme(readme.replace(/2525/, '2626'))).toEqual([
      expect.stringContaining('MAILBOX_PORT is 2525 while unset, not 2626'),
    ]);
  });

  it('is handed on by docker-compose.yml to the services that read it', () => {
    const compose = projectFile('docker-compose.yml');
    expect(wrongInCompose(compose)).toEqual([]);
    expect(wrongInCompose(compose.replace(/^ {2}MAIL_PER_HOUR: .*\n/m, ''))).toEqual([
      'MAIL_PER_HOUR is not handed on to all',
    ]);
    expect(wrongInCompose(compose.replace(/SMTP_TLS: .*/, 'SMTP_TLS: off'))).toEqual(['SMTP_TLS is off']);
    expect(wrongInCompose(compose.replace('    environment: *settings\n', ''))).toEqual([
      'web gets no settings',
    ]);
  });

  it('says in a sentence what it is for', () => {
    const described = settings.filter(
      (name) => (settingsSchema.shape as Record<string, { description?: string }>)[name]!.description,
    );
    expect(described).toEqual(settings);
  });

  it('is read by settings.ts alone; who else reads the environment stands here with what and why', () => {
    const files = ['apps', 'libs', 'migrations', 'scripts'].flatMap((top) =>
      readdirSync(projectPath(top), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(?:ts|mjs)$/.test(name) && !name.endsWith('.spec.ts'))
        .map((name) => `${top}/${name}`),
    );
    expect(files.length).toBeGreaterThan(300);
    const sources = Object.fromEntries(files.map((file) => [file, projectFile(file)]));
    expect(strayReaders(sources)).toEqual([]);

    const planted = [
      `const url = process.env['SMTP_URL'];`,
      `const url = process.env.SMTP_URL;`,
      `const { SMTP_URL } = process.env;`,
      `const { env } = process;`,
      `import { env } from 'node:process';`,
      `const url = process['env'].SMTP_URL;`,
    ];
    for (const text of planted)
      expect(strayReaders({ ...sources, 'libs/events/src/event.ts': text })).toEqual([
        expect.stringMatching(/^libs\/events\/src\/event\.ts reads: (?:SMTP_URL|\*); may read: nothing$/),
      ]);
    expect(strayReaders({ ...sources, 'apps/start/src/npm.ts': '' })).toEqual([
      'apps/start/src/npm.ts reads: nothing; may read: npm_lifecycle_event',
    ]);
  });
});
