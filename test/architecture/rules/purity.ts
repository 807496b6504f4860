import ts from 'typescript';

import type { Finding, Rule } from '../rule.js';
import { everyImport, isSpec } from '../rule.js';
import type { Import, SourceFile, SourceTree } from '../source-tree.js';
import { everyNode, lineOf, roomOf } from '../source-tree.js';

const IMPURE_GLOBALS = new Set(
  (
    'process performance crypto fetch console globalThis Promise ' +
    'setTimeout setInterval setImmediate queueMicrotask'
  ).split(' '),
);

const IMPURE_MEMBERS = new Set(['Date.now', 'Math.random']);

const isKernel = (file: SourceFile): boolean => file.room === 'kernel';
const partOf = (path: string): string | undefined =>
  /^libs\/contexts\/[^/]+\/(contracts|domain|processes)\//.exec(path)?.[1];
const isDomain = ({ path }: SourceFile): boolean =>
  partOf(path) === 'domain' ||
  partOf(path) === 'processes' ||
  /^libs\/contexts\/.+\.(decider|saga)\.ts$/.test(path);
const isContract = ({ path }: SourceFile): boolean => partOf(path) === 'contracts';

export const kernelDependsOnNothing: Rule = {
  name: 'kernel-depends-on-nothing',
  instead:
    'The kernel is the language alone, plus zod: take time, ids and chance as data, and declare a port for the rest',
  check: pure(isKernel, (_from, { target }) => target !== undefined && roomOf(target) === 'kernel'),
};

export const domainIsPure: Rule = {
  name: 'domain-is-pure',
  instead:
    'A decision is a synchronous function of data over #kernel and its own contracts (a process may read the contracts ' +
    'of others too): take the time from the message, and let the engine do the rest',
  check: pure(isDomain, (from, { target }) => target !== undefined && mayKnow(from, target)),
};

export const contractsAreData: Rule = {
  name: 'contracts-are-data',
  instead:
    'A contract is read by neighbours and by the browser: only schemas over #kernel, zod and other contracts',
  check: pure(
    isContract,
    (_from, { target }) =>
      target !== undefined && (roomOf(target) === 'kernel' || partOf(target) === 'contracts'),
  ),
};

/** Stores, and the hub's clearing between them, decide in the language of gift cards. */
const SPEAKS: ReadonlyMap<string, string> = new Map([
  ['contexts/store-node', 'contexts/gift-cards'],
  ['contexts/clearing', 'contexts/gift-cards'],
]);

function mayKnow(from: SourceFile, target: string): boolean {
  const [own, part] = [partOf(from.path), partOf(target)];
  if (roomOf(target) === 'kernel') return true;
  if (roomOf(target) !== from.room) {
    return part === 'contracts' && (own === 'processes' || SPEAKS.get(from.room) === roomOf(target));
  }
  // A small context is flat: there a decider stands beside its state, outside any of these folders.
  return own === undefined || part === 'contracts' || part === 'domain' || part === own;
}

/** In the files of `where`: only imports that are `known` (and zod), and no clock, chance, process or waiting. */
function pure(
  where: (file: SourceFile) => boolean,
  known: (from: SourceFile, imported: Import) => boolean,
): (tree: SourceTree) => Finding[] {
  const foreignImports = everyImport((from, imported) => {
    if (!where(from) || imported.pkg === 'zod' || known(from, imported)) return undefined;
    if (isSpec(from.path) && isHelpOfSpecs(imported)) return undefined;
    return `it imports ${imported.specifier}`;
  });
  return (tree) => [
    ...foreignImports(tree),
    ...[...tree.sources.values()].filter((file) => where(file) && !isSpec(file.path)).flatMap(impureUses),
  ];
}

const isHelpOfSpecs = ({ pkg, target }: Import): boolean =>
  target === undefined
    ? ['@jest/globals', 'fast-check', 'node:'].includes(pkg ?? '')
    : roomOf(target) === 'testing';

function impureUses(file: SourceFile): Finding[] {
  const own = namesDeclaredIn(file.syntax);
  const findings: Finding[] = [];
  everyNode(file.syntax, (node) => {
    const use = impureUse(node, own);
    if (use !== undefined)
      findings.push({ path: file.path, line: lineOf(file.syntax, node), found: `it uses ${use}` });
  });
  return findings;
}

function impureUse(node: ts.Node, own: ReadonlySet<string>): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  if (ts.isAwaitExpression(node)) return 'await';
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && !node.arguments?.length)
    return 'new Date()';
  if (ts.isCallExpression(node) && isNamed(node.expression, 'Date')) return 'Date()';
  if (ts.isPropertyAccessExpression(node) && IMPURE_MEMBERS.has(node.getText())) return node.getText();
  if (ts.isIdentifier(node) && IMPURE_GLOBALS.has(node.text) && isValue(node) && !own.has(node.text))
    return node.text;
  return undefined;
}

const isNamed = (node: ts.Expression, name: string): boolean => ts.isIdentifier(node) && node.text === name;

/** True where the name stands for a value that is used, not for a type, a member or something being declared. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent))
    return parent.expression === node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return (
    ts.isCallExpression(parent) || ts.isNewExpression(parent) || ts.isShorthandPropertyAssignment(parent)
  );
}

function namesDeclaredIn(syntax: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  everyNode(syntax, (node) => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node);
    if (declares && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
}
