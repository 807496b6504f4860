import { describe, expect, it } from '@jest/globals';

import { houseInOrder, plantedViolations } from './planted-violations.js';
import { explain } from './rule.js';
import { rules } from './rules.js';
import { readTree, repositoryRoot, treeOf } from './source-tree.js';

const house = readTree(repositoryRoot);
const inOrder = treeOf(new Map(Object.entries(houseInOrder)));

describe.each(rules)('$name', (rule) => {
  const planted = plantedViolations.filter(({ breaks }) => breaks === rule.name);

  it('is kept', () => {
    expect(rule.check(house).map((finding) => explain(rule, finding))).toEqual([]);
  });

  it('allows what it should', () => {
    expect(rule.check(inOrder).map((finding) => explain(rule, finding))).toEqual([]);
  });

  it('has a violation planted for it', () => {
    expect(planted).not.toEqual([]);
  });

  it.each(planted)('is broken by a violation planted at $at', ({ at, files }) => {
    const findings = rule.check(treeOf(new Map(Object.entries(files))));

    expect(findings.map(({ path, line }) => `${path}:${line}`)).toContain(at);
    expect(findings.map((finding) => explain(rule, finding)).join('\n')).toContain(rule.instead);
  });
});

it('reads the house that it stands in', () => {
  expect([...house.sources.keys()]).toContain('test/architecture/architecture.spec.ts');
});

it('plants violations only of rules that exist', () => {
  const names = new Set(rules.map(({ name }) => name));

  expect(plantedViolations.filter(({ breaks }) => !names.has(breaks))).toEqual([]);
});
