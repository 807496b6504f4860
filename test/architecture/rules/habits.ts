import ts from 'typescript';

import type { Rule } from '../rule.js';
import { everyLine, everyPieceOf, isForTests } from '../rule.js';
import type { SourceFile } from '../source-tree.js';

const anywhere = (): boolean => true;

export const noExportStar: Rule = {
  name: 'no-export-star',
  instead: 'Name what the door offers, so that its reader sees it and its owner can take the rest back',
  check: everyPieceOf(anywhere, (node) =>
    ts.isExportDeclaration(node) && (!node.exportClause || ts.isNamespaceExport(node.exportClause))
      ? 'it exports *'
      : undefined,
  ),
};

export const noAny: Rule = {
  name: 'no-any',
  instead: 'Say the type, or take unknown and parse it with a schema',
  check: everyPieceOf(anywhere, (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) return 'it says any';
    if (!ts.isAsExpression(node) || !ts.isAsExpression(node.expression)) return undefined;
    return node.expression.type.kind === ts.SyntaxKind.UnknownKeyword
      ? 'it casts by way of unknown'
      : undefined;
  }),
};

const SILENCER = /(?:^|[^'"`])\/[/*]+\s*(@ts-(?:ignore|expect-error|nocheck)|(?:eslint|oxlint)-disable)/;

export const nothingIsSilenced: Rule = {
  name: 'nothing-is-silenced',
  instead: 'The compiler and the linter are right until the rule is changed for everybody: repair the code',
  check: everyLine(
    (path) => /\.(ts|tsx|mts|mjs|js)$/.test(path),
    (line) => SILENCER.exec(line)?.[1],
  ),
};

const TESTS = new Set(['it', 'test', 'describe']);
const NOT_RUN = new Set(['skip', 'only', 'todo', 'failing', 'skipIf', 'runIf']);
const NOT_RUN_NAMES = new Set(['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe', 'ftest']);

export const noSkippedTests: Rule = {
  name: 'no-skipped-tests',
  instead: 'A test runs, or it is deleted: repair it, or say in the issue what is not done',
  check: everyPieceOf(anywhere, (node) => {
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      NOT_RUN_NAMES.has(node.expression.text)
    ) {
      return `it calls ${node.expression.text}`;
    }
    const skips =
      ts.isPropertyAccessExpression(node) &&
      NOT_RUN.has(node.name.text) &&
      TESTS.has(node.expression.getText().split('.')[0] ?? '');
    return skips ? `it says ${node.getText()}` : undefined;
  }),
};

const BEGINS_TRANSACTION =
  /(?:^|;)\s*(?:BEGIN\s*(?:;|$)|BEGIN\s+(?:TRANSACTION|WORK|ISOLATION|READ)\b|START\s+TRANSACTION\b)/i;
const UNIT_OF_WORK = 'libs/adapters/postgres/unit-of-work.ts';

export const onlyTheUnitOfWorkBeginsTransactions: Rule = {
  name: 'only-the-unit-of-work-begins-transactions',
  instead: `What is read, decided and sent is one transaction, and ${UNIT_OF_WORK} begins it: run inside it`,
  check: everyPieceOf(
    ({ path }) => !isForTests(path) && path !== UNIT_OF_WORK,
    (node, file) => {
      const begins =
        (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) && BEGINS_TRANSACTION.test(node.text);
      if (begins) return `it says ${node.text.trim()}`;
      return ts.isPropertyAccessExpression(node) && opensTransaction(node.name.text, file)
        ? `it calls ${node.name.text}`
        : undefined;
    },
  ),
};

/** TypeORM's `transaction(…)` opens one too; elsewhere the word means other things. */
function opensTransaction(name: string, file: SourceFile): boolean {
  if (name === 'startTransaction') return true;
  return (
    name === 'transaction' && file.imports.some(({ pkg }) => pkg === 'typeorm' || pkg === '@nestjs/typeorm')
  );
}

/** Words of the place where the project was made, which mean nothing to its readers. */
export const WORKPLACE_WORDS = [
  'shared/reference',
  '/work/main',
  'DEVELOPERS.md',
  '.library',
  'registry.npmjs',
  'deb.debian.org',
] as const;

export const noWorkplaceWords: Rule = {
  name: 'no-workplace-words',
  instead: 'Say it in words that hold on any machine, or leave it out',
  check: everyLine(
    (path) => path !== 'test/architecture/rules/habits.ts',
    (line) => {
      const word = WORKPLACE_WORDS.find((each) => line.includes(each));
      return word === undefined ? undefined : `it says ${word}`;
    },
  ),
};
