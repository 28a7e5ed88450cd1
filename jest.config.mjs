// Five kinds of tests, by folder; see README, "Working on it". `npm test` runs all, `npm run test:unit` and so on one.
import { availableParallelism, totalmem } from 'node:os';

const everyKind = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^#([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts', '^(\\.{1,2}/.*)\\.js$': '$1' },
};

const kind = (displayName, ...folders) => ({
  ...everyKind,
  displayName,
  roots: folders.map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.spec.ts'],
});

/** They get a PostgreSQL and a Redis; Jest runs a set-up of the same path once, for however many kinds. */
const servers = {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

// One more than there are cores, as many tests wait for servers and clocks; a worker grows to some 1.5 GB, browser included.
const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
const workers = Math.min(availableParallelism() + 1, Math.floor(memory / 1.5e9));

export default {
  projects: [
    kind('unit', 'apps', 'libs', 'test/scenarios'),
    kind('architecture', 'test/architecture'),
    { ...kind('database', 'test/integration'), ...servers },
    { ...kind('web', 'test/web'), ...servers },
    { ...kind('chaos', 'test/chaos'), ...servers },
  ],
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  maxWorkers: Math.max(1, workers),
  testTimeout: 30_000,
  workerIdleMemoryLimit: '1GB',
};
