import { existsSync, readFileSync } from 'node:fs';
import { swcOptions } from './scripts/jest/swc-options.mjs';

const { imports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** `#room/*` of package.json leads to dist; a spec must meet the sources, so the same doors are mapped to them. */
const doors = Object.fromEntries(
  Object.entries(imports).map(([door, built]) => [
    `^${door.replace('*', '(.+)')}$`,
    built.replace('./dist/', '<rootDir>/').replace('*', '$1').replace(/\.js$/, '.ts'),
  ]),
);

export default {
  roots: ['apps', 'libs', 'test'].filter((room) => existsSync(new URL(room, import.meta.url))),
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', swcOptions],
    '/node_modules/cookie/.+\\.js$': ['@swc/jest', swcOptions],
  },
  // A module of light-my-request `require`s the ES module cookie, which Jest cannot do on Node below 24.9.
  transformIgnorePatterns: ['/node_modules/(?!cookie/)'],
  moduleNameMapper: { ...doors, '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1.ts'] },
  maxWorkers: 2,
  // Guards against hanging, not against a slow machine: conditions have bounds of their own.
  testTimeout: 300_000,
  globalSetup: './scripts/jest/global-setup.mjs',
  globalTeardown: './scripts/jest/global-teardown.mjs',
  reporters: ['default', './scripts/jest/counts-reporter.mjs'],
};
