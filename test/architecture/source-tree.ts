import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

/** One reference to another module: static, dynamic, re-exported, or for a type alone. */
export interface Import {
  readonly specifier: string;
  /** Path of the file it means, from the root of the repository; undefined for packages and `node:`. */
  readonly target: string | undefined;
  /** `@nestjs/common` for `@nestjs/common/internal`, `node:` for every module of Node; undefined inside the house. */
  readonly pkg: string | undefined;
  readonly line: number;
}

export interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly syntax: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** `sources` are parsed; `texts` are all files that people keep, whatever their language. */
export interface SourceTree {
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly texts: ReadonlyMap<string, string>;
}

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

const SOURCE_FOLDERS = ['apps/', 'libs/', 'test/', 'scripts/'];
const SOURCE_NAME = /\.(ts|tsx|mts|mjs|js)$/;
const LARGEST_TEXT_BYTES = 1_000_000;

/** `#contexts/*` → `libs/contexts/*\/index.ts`: the doors as package.json declares them, in sources, narrowest first. */
export const doors: ReadonlyMap<string, string> = new Map(
  Object.entries(declaredImports())
    .toSorted(([one], [other]) => other.length - one.length)
    .map(([door, built]) => [door, posix.normalize(built.replace('./dist/', '')).replace(/\.js$/, '.ts')]),
);

function declaredImports(): Record<string, string> {
  const manifest: { imports?: Record<string, string> } = JSON.parse(
    readFileSync(join(repositoryRoot, 'package.json'), 'utf8'),
  );
  return manifest.imports ?? {};
}

/** Reads the repository below `root`; tracked files, and those about to be. */
export function readTree(root: string): SourceTree {
  const texts = new Map<string, string>();
  for (const path of pathsKeptBelow(root)) {
    const text = textAt(join(root, path));
    if (text !== undefined) texts.set(path, text);
  }
  return treeOf(texts);
}

function pathsKeptBelow(root: string): string[] {
  try {
    const listing = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    return execFileSync('git', listing, { cwd: root, encoding: 'utf8', maxBuffer: 1e8, stdio: 'pipe' })
      .split('\0')
      .filter((path) => path !== '');
  } catch {
    // A release without its history still has to pass: then only the source folders are known to be ours.
    return SOURCE_FOLDERS.flatMap((folder) => walk(root, folder));
  }
}

function walk(root: string, folder: string): string[] {
  if (statSync(join(root, folder), { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return [];
    const path = posix.join(folder, entry.name);
    return entry.isDirectory() ? walk(root, path) : [path];
  });
}

function textAt(path: string): string | undefined {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry?.isFile() || entry.size > LARGEST_TEXT_BYTES) return undefined;
  const text = readFileSync(path, 'utf8');
  return text.includes('\0') ? undefined : text;
}

/** A tree from texts in memory, so that a rule can be tried on a house that does not exist. */
export function treeOf(texts: ReadonlyMap<string, string>): SourceTree {
  const paths = [...texts.keys()].filter(
    (path) => SOURCE_NAME.test(path) && SOURCE_FOLDERS.some((folder) => path.startsWith(folder)),
  );
  const sources = new Map(
    paths.toSorted().map((path) => [path, sourceFile(path, texts.get(path) ?? '', texts)] as const),
  );
  return { sources, texts };
}

function sourceFile(path: string, text: string, texts: ReadonlyMap<string, string>): SourceFile {
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return { path, room: roomOf(path), text, syntax, imports: importsOf(path, syntax, texts) };
}

/** `libs/kernel/sagas/saga.ts` → `kernel`; `libs/adapters/postgres/…` → `adapters/postgres`; `apps/hub/…` → `apps/hub`. */
export function roomOf(path: string): string {
  const [top = '', second = '', third = ''] = path.split('/');
  if (top === 'apps') return `apps/${second}`;
  if (top !== 'libs') return top;
  return second === 'adapters' || second === 'contexts' ? `${second}/${third}` : second;
}

/** Calls `visit` on every node of a file, parents first. */
export function everyNode(syntax: ts.SourceFile, visit: (node: ts.Node) => void): void {
  const descend = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, descend);
  };
  descend(syntax);
}

/** Lines count from 1, as editors do. */
export function lineOf(syntax: ts.SourceFile, node: ts.Node): number {
  return syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1;
}

function importsOf(path: string, syntax: ts.SourceFile, texts: ReadonlyMap<string, string>): Import[] {
  const found: Import[] = [];
  everyNode(syntax, (node) => {
    for (const named of modulesNamedBy(node)) {
      const specifier = named.text;
      const target = targetOf(path, ts.isNewExpression(node) ? `./${specifier}` : specifier, texts);
      const pkg = target === undefined ? packageOf(specifier) : undefined;
      found.push({ specifier, target, pkg, line: lineOf(syntax, named) });
    }
  });
  return found;
}

function modulesNamedBy(node: ts.Node): readonly ts.StringLiteralLike[] {
  // A thread or a process is given its module as `new URL('worker.js', import.meta.url)`, or a choice of two.
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL' && node.arguments?.length === 2) {
    const [given] = node.arguments;
    const choices = given && ts.isConditionalExpression(given) ? [given.whenTrue, given.whenFalse] : [given];
    return choices.filter(isLiteral).filter(({ text }) => /\.[mc]?[jt]s$/.test(text));
  }
  return [moduleNamedBy(node)].filter(isLiteral);
}

const isLiteral = (node: ts.Node | undefined): node is ts.StringLiteralLike =>
  node !== undefined && ts.isStringLiteralLike(node);

function moduleNamedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  return ts.isCallExpression(node) && loadsModule(node.expression) ? node.arguments[0] : undefined;
}

function loadsModule(callee: ts.Expression): boolean {
  return (
    callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
  );
}

function targetOf(from: string, specifier: string, texts: ReadonlyMap<string, string>): string | undefined {
  if (specifier.startsWith('.')) return existing(posix.join(posix.dirname(from), specifier), texts);
  if (/^(apps|libs|test|scripts)\//.test(specifier)) return existing(specifier, texts);
  for (const [door, path] of doors) {
    const [before = '', after] = door.split('*');
    if (after === undefined ? specifier === door : specifier.startsWith(before)) {
      return path.replace('*', specifier.slice(before.length));
    }
  }
  return undefined;
}

/** TypeScript names the file that will be built: `x.js` is `x.ts` here, or `x.tsx`. */
function existing(path: string, texts: ReadonlyMap<string, string>): string {
  const stem = path.replace(/\.js$/, '');
  return (
    [`${stem}.ts`, `${stem}.tsx`].find((candidate) => texts.has(candidate)) ?? path.replace(/\.js$/, '.ts')
  );
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:';
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
