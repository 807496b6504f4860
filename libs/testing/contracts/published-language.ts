import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { type AnyMessageClass, MessageCatalog } from '#kernel';

interface PublishedLanguage {
  /** All that the door of `contracts/` exports. */
  readonly contracts: object;
  /**
   * One sample of the data of each message, as it is stored and travels, by `event gift-cards.card-loaded@1`. A line
   * may be added, never changed: a message that must change gets a new version, and the old sample stays.
   */
  readonly golden: Readonly<Record<string, object>>;
  /** Where the README of the context is. */
  readonly readme: URL;
}

/** Describes the messages of a context: each keeps its wire form, and its README tells of each. */
export function publishedLanguage(name: string, { contracts, golden, readme }: PublishedLanguage): void {
  const declarations = Object.values(contracts).filter(isDeclaration);
  const catalog = new MessageCatalog(declarations);
  const samples = Object.entries(golden).map(([wireName, data]) => ({ wireName, data }));

  describe(`The wire form of ${name}`, () => {
    it('is known for each message', () => {
      expect(Object.keys(golden).toSorted()).toEqual(declarations.map(wireNameOf).toSorted());
    });

    it.each(samples)('of $wireName stays as it is', ({ wireName, data }) => {
      const message = catalog.decode({ ...parsed(wireName), data });
      expect(wireNameOf(message)).toBe(wireName);
      expect(JSON.parse(JSON.stringify(message.data))).toEqual(data);
    });

    it.each(samples)('of $wireName has no more fields, and none less', ({ wireName, data }) => {
      const { type, version } = parsed(wireName);
      const accepts = (other: object) => catalog.find(type, version).schema.safeParse(other).success;
      expect(accepts({ ...data, somethingElse: 1 })).toBe(false);
      const lessOne = Object.keys(data).map((field) => ({ ...data, [field]: undefined }));
      expect(lessOne.filter(accepts)).toEqual([]);
    });

    it.each(samples)('of $wireName is ordered by a field that it has', ({ wireName, data }) => {
      const { type, version } = parsed(wireName);
      expect(data).toHaveProperty(catalog.find(type, version).keyField, expect.any(String));
    });
  });

  describe(`The README of ${name}`, () => {
    const text = readFileSync(readme, 'utf8');

    it.each(declarations.map(classNameOf))('tells of %s', (className) => {
      expect(text).toContain(`\`${className}\``);
    });
  });
}

const isDeclaration = (candidate: unknown): candidate is AnyMessageClass =>
  typeof candidate === 'function' && 'schema' in candidate && 'keyField' in candidate;

const wireNameOf = ({ kind, type, version }: { kind: string; type: string; version: number }): string =>
  `${kind} ${type}@${version}`;

function parsed(wireName: string): { type: string; version: number } {
  const [, type, version] = /^\w+ (.+)@(\d+)$/.exec(wireName) ?? [];
  if (type === undefined)
    throw new Error(`"${wireName}" does not read like "event gift-cards.card-loaded@1"`);
  return { type, version: Number(version) };
}

const classNameOf = (declaration: AnyMessageClass): string => String(Reflect.get(declaration, 'name'));
