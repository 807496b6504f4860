import type ts from 'typescript';

import type { Import, SourceFile, SourceTree } from './source-tree.js';
import { everyNode, lineOf } from './source-tree.js';

export interface Finding {
  readonly path: string;
  readonly line: number;
  /** What stands there, as the subject of a sentence without its full stop. */
  readonly found: string;
}

/** A rule of the house: a name that a commit message can quote, and what to do instead of breaking it. */
export interface Rule {
  readonly name: string;
  readonly instead: string;
  readonly check: (tree: SourceTree) => Finding[];
}

export const explain = (rule: Rule, { path, line, found }: Finding): string =>
  `${path}:${line}  ${rule.name}: ${found}. ${rule.instead}`;

export const isSpec = (path: string): boolean => /\.(spec|compliance)\.tsx?$/.test(path);

/** Everything that never runs in production. */
export const isForTests = (path: string): boolean =>
  isSpec(path) || /^(test|libs\/testing|scripts\/jest)\//.test(path);

/** Findings where `judge` has something to say about an import. */
export const everyImport =
  (judge: (from: SourceFile, imported: Import) => string | undefined | false) =>
  (tree: SourceTree): Finding[] =>
    [...tree.sources.values()].flatMap((file) =>
      file.imports.flatMap((imported) => {
        const found = judge(file, imported);
        return found ? [{ path: file.path, line: imported.line, found }] : [];
      }),
    );

/** Findings where `judge` has something to say about a piece of syntax, in the files of `where`. */
export const everyPieceOf =
  (where: (file: SourceFile) => boolean, judge: (node: ts.Node, file: SourceFile) => string | undefined) =>
  (tree: SourceTree): Finding[] =>
    [...tree.sources.values()].filter(where).flatMap((file) => {
      const findings: Finding[] = [];
      everyNode(file.syntax, (node) => {
        const found = judge(node, file);
        if (found !== undefined) findings.push({ path: file.path, line: lineOf(file.syntax, node), found });
      });
      return findings;
    });

/** Findings where `judge` has something to say about a line of a text, whatever its language. */
export const everyLine =
  (where: (path: string) => boolean, judge: (line: string) => string | undefined) =>
  (tree: SourceTree): Finding[] =>
    [...tree.texts]
      .filter(([path]) => where(path))
      .flatMap(([path, text]) =>
        text.split('\n').flatMap((line, index) => {
          const found = judge(line);
          return found === undefined ? [] : [{ path, line: index + 1, found }];
        }),
      );
