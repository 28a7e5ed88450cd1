// The house's rules on who may import whom (docs: README, "Where is…?"). A lib imports only libs of a lower number,
// and only through their index.ts; apps import libs; nothing imports apps.
const layers = {
  platform: 0,
  access: 1,
  standalone: 1,
  search: 1,
  'mail-transport': 1,
  'mail-templates': 2,
  'contact-policy': 2,
  documents: 2,
  messaging: 3,
  'inbound-mail': 4,
  accounts: 4,
  retention: 4,
  employers: 5,
  signatories: 6,
  bookings: 6,
  training: 7,
  events: 7,
  surveys: 7,
  demo: 9,
};

const upwards = Object.entries(layers).map(([lib, layer]) => {
  const allowed = Object.keys(layers).filter((other) => layers[other] < layer);
  return {
    name: `${lib}-imports-only-below`,
    comment: `${lib} is layer ${layer}: it may import ${allowed.join(', ') || 'no other lib'}.`,
    severity: 'error',
    from: { path: `^libs/${lib}/` },
    to: { path: '^libs/', pathNot: `^libs/(${[lib, ...allowed].join('|')})/` },
  };
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...upwards,
    {
      name: 'every-lib-has-a-layer',
      comment: 'A new lib gets its number in .dependency-cruiser.mjs.',
      severity: 'error',
      from: {},
      to: { path: '^libs/', pathNot: `^libs/(${Object.keys(layers).join('|')})/` },
    },
    {
      name: 'only-through-the-index',
      comment: 'A lib has one door: its src/index.ts (as #name).',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'only-through-the-index-from-outside',
      comment: 'A lib has one door: its src/index.ts (as #name).',
      severity: 'error',
      from: { path: '^(apps|migrations)/' },
      to: { path: '^libs/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'nothing-imports-apps',
      comment: 'Apps are how the outside reaches us; what several need belongs in a lib.',
      severity: 'error',
      from: { path: '^(libs|migrations)/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-apart',
      comment:
        'web, worker, cli and start do not import one another; what several need stands beside them or in a lib.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: ['^apps/$1/', '^apps/[^/]+\\.ts$'] },
    },
    {
      name: 'migrations-are-history',
      comment: 'What a migration ran must be what it would run today: typeorm, Node and migrations/ only.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { pathNot: '^migrations/|(^|/)node_modules/typeorm/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'standalone-apart',
      comment:
        'Only start and cli look after a database of their own; web and worker are told where theirs is.',
      severity: 'error',
      from: { path: '^(apps/(web|worker)|libs)/', pathNot: '^libs/standalone/' },
      to: { path: '^libs/standalone/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-cycles-between-folders',
      comment: 'Folders of a lib and domains of an app keep to one direction, as libs do.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domains-through-the-index',
      comment: 'A domain of web has one door for its neighbours: its index.ts.',
      severity: 'error',
      from: { path: '^apps/web/src/([^/]+)/' },
      to: { path: '^apps/web/src/[^/]+/', pathNot: ['^apps/web/src/$1/', '^apps/web/src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'resolvable',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      comment: 'What is imported stands in package.json; what runs is not a devDependency.',
      severity: 'error',
      from: { path: '^(apps|libs|migrations)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: '(^test/|node_modules)' },
    exclude: { path: '^apps/web/public/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
