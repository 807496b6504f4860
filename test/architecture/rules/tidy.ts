import ts from 'typescript';

import type { Finding, Rule } from '../rule.js';
import { everyPieceOf, isForTests, isSpec } from '../rule.js';
import type { SourceFile, SourceTree } from '../source-tree.js';

// Guides that may be moved, openly, here: a limit that nobody checks only says what the authors wished for.
const DOMAIN_FILE_LINES_MAX = 150;
const FILE_LINES_MAX = 350;
const FUNCTION_LINES_MAX = 70;

const isDomain = ({ path }: SourceFile): boolean =>
  /^libs\/contexts\/[^/]+\/domain\//.test(path) && !isSpec(path);
const isLibrary = ({ path }: SourceFile): boolean => path.startsWith('libs/');

export const domainFilesHoldOneThing: Rule = {
  name: 'domain-files-hold-one-thing',
  instead: 'Ask whether it holds one thing: a rule, a state or a decision can have a file of its own',
  check: longerThan(DOMAIN_FILE_LINES_MAX, isDomain),
};

export const filesHoldOneThing: Rule = {
  name: 'files-hold-one-thing',
  instead: 'Ask whether it holds one thing, and name the other one',
  check: longerThan(FILE_LINES_MAX, (file) => isLibrary(file) && !isDomain(file)),
};

export const functionsDoOneThing: Rule = {
  name: 'functions-do-one-thing',
  instead: 'Ask whether it does one thing: the parts have names',
  check: everyPieceOf(
    (file) => isLibrary(file) && !isForTests(file.path),
    (node) => {
      if (!ts.isFunctionLike(node)) return undefined;
      const lines = node.getText().split('\n').length;
      return lines > FUNCTION_LINES_MAX
        ? `the function has ${lines} lines, more than ${FUNCTION_LINES_MAX}`
        : undefined;
    },
  ),
};

function longerThan(max: number, where: (file: SourceFile) => boolean): (tree: SourceTree) => Finding[] {
  return (tree) =>
    [...tree.sources.values()].filter(where).flatMap(({ path, text }) => {
      const lines = text.trimEnd().split('\n').length;
      return lines > max
        ? [{ path, line: max + 1, found: `the file has ${lines} lines, more than ${max}` }]
        : [];
    });
}
