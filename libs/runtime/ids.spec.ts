import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { uuidOf, uuids } from './ids.js';

const IDS = Array.from({ length: 5_000 }, () => uuids.next());

describe('Ids', () => {
  it('are UUIDs of version 7', () => {
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(IDS.filter((id) => !form.test(id))).toEqual([]);
  });

  it('are all different', () => {
    expect(new Set(IDS).size).toBe(IDS.length);
  });

  it('sort in the order in which they were made', () => {
    expect(IDS.toSorted()).toEqual(IDS);
  });

  it('begin with the time at which they were made', () => {
    const before = Date.now();
    const madeAt = Number.parseInt(uuids.next().replace('-', '').slice(0, 12), 16);
    expect(madeAt).toBeGreaterThanOrEqual(before);
    expect(madeAt).toBeLessThanOrEqual(Date.now());
  });

  it('share no chance with each other', () => {
    const tails = IDS.map((id) => id.slice(-12));
    expect(new Set(tails).size).toBe(IDS.length);
  });

  it('that a digest names are the same for the same digest, and of version 8', () => {
    const digest = (text: string) => createHash('sha256').update(text).digest('base64url');
    expect(uuidOf(digest('one'))).toBe(uuidOf(digest('one')));
    expect(uuidOf(digest('one'))).not.toBe(uuidOf(digest('other')));
    expect(uuidOf(digest('one'))).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});
