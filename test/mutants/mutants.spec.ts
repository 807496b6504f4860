import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { faults } from '../faults/faults/faults.js';
import { mutants } from './planted/all-mutants.js';
import { edited } from './workshop.js';

function syntaxErrorsOf(source: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(source, { reportDiagnostics: true });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('Planted bugs', () => {
  it.each(mutants.map((each) => [each.name, each] as const))('still fit the sources: %s', (_, { edits }) => {
    const sources = new Map<string, string>();
    for (const edit of edits) {
      const before = sources.get(edit.file) ?? readFileSync(edit.file, 'utf8');
      const after = edited(before, edit);
      expect(after).not.toBe(before);
      expect(syntaxErrorsOf(after)).toEqual([]);
      sources.set(edit.file, after);
    }
  });

  it('are looked for by faults that there are', () => {
    const ids = new Set(faults.map(({ id }) => id));
    const unknown = mutants.filter(({ caughtBy }) => caughtBy.kind === 'faults' && !ids.has(caughtBy.fault));
    expect(unknown).toEqual([]);
  });

  it('have names of their own', () => {
    expect(new Set(mutants.map((each) => each.name)).size).toBe(mutants.length);
  });
});
