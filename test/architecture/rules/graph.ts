import type { Rule } from '../rule.js';
import { isForTests, isSpec } from '../rule.js';
import type { SourceTree } from '../source-tree.js';
import { doors } from '../source-tree.js';

export const noCycles: Rule = {
  name: 'no-cycles',
  instead: 'Move what both need into a third file, types too, so that each can be read without the other',
  check: (tree) =>
    knotsOf(tree).map((knot) => {
      const way = shortestWayRound(tree, knot);
      const [path = '', next] = way;
      const line = tree.sources.get(path)?.imports.find(({ target }) => target === next)?.line ?? 1;
      return { path, line, found: `it imports itself: ${way.join(' → ')}` };
    }),
};

const importedBy = (tree: SourceTree, path: string): string[] =>
  (tree.sources.get(path)?.imports ?? []).flatMap(({ target }) =>
    target !== undefined && tree.sources.has(target) ? [target] : [],
  );

/** Groups of files of which each reaches every other (Tarjan's algorithm), smallest path first. */
function knotsOf(tree: SourceTree): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const knots: string[][] = [];
  const visit = (path: string): number => {
    let low = order.size;
    order.set(path, low);
    open.push(path);
    const index = low;
    for (const next of importedBy(tree, path)) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, order.get(next) ?? low);
    }
    lowest.set(path, low);
    if (low === index) {
      const group = open.splice(open.indexOf(path));
      if (group.length > 1 || importedBy(tree, path).includes(path)) knots.push(group.toSorted());
    }
    return low;
  };
  for (const path of tree.sources.keys()) if (!order.has(path)) visit(path);
  return knots;
}

function shortestWayRound(tree: SourceTree, knot: readonly string[]): string[] {
  const [start = ''] = knot;
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of importedBy(tree, way.at(-1) ?? '')) {
      if (next === start) return [...way, start];
      if (knot.includes(next) && !seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return [start];
}

export const filesAreUsed: Rule = {
  name: 'files-are-used',
  instead: 'No app and no test reaches it: export it from the door that should offer it, or delete it',
  check: (tree) => {
    const paths = [...tree.sources.keys()];
    // In a house where nothing runs yet, the doors are where its users will come in.
    const entries = paths.some(isMain)
      ? paths.filter(isEntry)
      : paths.filter((path) => isEntry(path) || isDoor(path));
    const reached = reachedFrom(tree, entries);
    return [...tree.sources.values()]
      .filter(({ path }) => path.startsWith('libs/') && !isSpec(path) && !reached.has(path))
      .map(({ path }) => ({ path, line: 1, found: 'nothing uses this file' }));
  },
};

const isMain = (path: string): boolean => /^apps\/(.+\/)?main\.tsx?$/.test(path);

const isEntry = (path: string): boolean =>
  isMain(path) || isSpec(path) || (isForTests(path) && !path.startsWith('libs/'));

function reachedFrom(tree: SourceTree, entries: readonly string[]): ReadonlySet<string> {
  const reached = new Set(entries);
  for (const path of reached) for (const next of importedBy(tree, path)) reached.add(next);
  return reached;
}

export const indexOnlyAtADoor: Rule = {
  name: 'index-only-at-a-door',
  instead: 'Inside a room, import the file that you mean; name this one for what it holds',
  check: (tree) =>
    [...tree.sources.keys()]
      .filter((path) => /(^|\/)index\.\w+$/.test(path) && !isDoor(path))
      .map((path) => ({ path, line: 1, found: 'an index stands where no door of package.json leads' })),
};

function isDoor(path: string): boolean {
  return [...doors.values()].some((door) => {
    const [before = '', after] = door.split('*');
    if (after === undefined) return path === door;
    return (
      path.startsWith(before) && path.endsWith(after) && isOneName(path.slice(before.length, -after.length))
    );
  });
}

const isOneName = (text: string): boolean => text !== '' && !text.includes('/');
