import { type CardStanding, PolicyMode, usualPolicy } from '#contracts/gift-cards';
import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, integer, nat, property, record } from 'fast-check';
import { type CardInUse, prefetchDue, type PrefetchRule, storesOfMostUse, type Ticket } from './prefetch.js';

const [north, south, east] = ['north', 'south', 'east'];
const DAY = 86_400_000;
const now = 100 * DAY;
const rule: PrefetchRule = { modes: ['strict'], storesMax: 2, minorMax: 2_500, usedWithinMs: 90 * DAY };

const standing = (changed: Partial<CardStanding> = {}): CardStanding => ({
  cardId: 'card',
  version: 1,
  currency: 'EUR',
  status: 'active',
  balanceMinor: 10_000,
  heldMinor: 0,
  blocks: [],
  policy: { ...usualPolicy, mode: 'strict' },
  frontier: {},
  allowances: [],
  ...changed,
});
const setAside = (storeId: string, leftMinor: number) => ({
  id: `${storeId} ${leftMinor}`,
  storeId,
  leftMinor,
  leaseMs: 1_000,
  recalled: false,
});
const ticket = (storeId: string, minor = 800, atMs = now): Ticket => ({ storeId, minor, atMs });
const inUse = (tickets: readonly Ticket[], changed: Partial<CardStanding> = {}): CardInUse => ({
  standing: standing(changed),
  tickets,
  ticketsSinceRecall: tickets.length,
});

describe('What a store is granted beforehand', () => {
  it('is what the tickets of the card usually take, where the card is used', () => {
    const card = inUse([ticket(north, 450), ticket(north, 820), ticket(north, 600)]);
    expect(prefetchDue(card, north, rule, now)).toBe(820);
    expect(prefetchDue(card, south, rule, now)).toBe(0);
  });

  it('leaves the one large ticket out of twenty out of account, and is never more than the owner wants', () => {
    const coffees = Array.from({ length: 19 }, () => ticket(north, 400));
    expect(prefetchDue(inUse([ticket(north, 9_000), ...coffees]), north, rule, now)).toBe(400);
    expect(prefetchDue(inUse([ticket(north, 9_000)]), north, rule, now)).toBe(2_500);
  });

  it('goes to the stores of most use, and of two to the one that was used last', () => {
    const tickets = [ticket(east), ticket(south), ticket(north), ticket(north)];
    expect(storesOfMostUse(tickets, 2)).toEqual([north, east]);
    expect(prefetchDue(inUse(tickets), south, rule, now)).toBe(0);
  });

  it('is granted anew when half of it is drawn, and not before', () => {
    const left = (minor: number) => inUse([ticket(north)], { allowances: [setAside(north, minor)] });
    expect(prefetchDue(left(400), north, rule, now)).toBe(0);
    expect(prefetchDue(left(399), north, rule, now)).toBe(401);
  });

  it('is of what is free, and of nothing else', () => {
    const free = { balanceMinor: 1_000, heldMinor: 300, allowances: [setAside(south, 650)] };
    expect(prefetchDue(inUse([ticket(north)], free), north, rule, now)).toBe(50);
    expect(prefetchDue(inUse([ticket(north)], { ...free, balanceMinor: 900 }), north, rule, now)).toBe(0);
  });

  it('goes to a store that was asked for it only when the card is used there again', () => {
    const card = inUse([ticket(south), ticket(north)]);
    const recalled = { ...card, ticketsSinceRecall: 1 };
    expect(prefetchDue(recalled, north, rule, now)).toBe(0);
    expect(prefetchDue(recalled, south, rule, now)).toBe(800);
  });

  it('is nothing where the card was not used for long', () => {
    const card = inUse([ticket(north, 800, now - 91 * DAY)]);
    expect(prefetchDue(card, north, rule, now)).toBe(0);
  });

  it.each([
    { blocks: ['b'] },
    { status: 'issued' as const },
    { policy: { ...usualPolicy, mode: 'online-only' as const } },
    { policy: usualPolicy },
  ])('is nothing of a card that is not to be had beforehand: %j', (changed) => {
    expect(prefetchDue(inUse([ticket(north)], changed), north, rule, now)).toBe(0);
  });
});

describe('Whatever a card is', () => {
  const stores = constantFrom(north, south, east);
  const cards = record({
    mode: constantFrom(...PolicyMode.options),
    balanceMinor: integer({ min: -500, max: 3_000 }),
    heldMinor: nat({ max: 500 }),
    tickets: array(record({ storeId: stores, minor: integer({ min: 1, max: 3_000 }), atMs: nat(now) }), {
      maxLength: 20,
    }),
    lefts: array(record({ storeId: stores, leftMinor: integer({ min: -300, max: 2_000 }) }), {
      maxLength: 4,
    }),
    since: nat({ max: 20 }),
  }).map(({ mode, tickets, lefts, since, ...sums }): CardInUse => ({
    standing: standing({
      ...sums,
      policy: { ...usualPolicy, mode },
      allowances: lefts.map(({ storeId, leftMinor }) => setAside(storeId, leftMinor)),
    }),
    tickets,
    ticketsSinceRecall: Math.min(since, tickets.length),
  }));
  const everything: PrefetchRule = { ...rule, modes: PolicyMode.options, usedWithinMs: now };

  it('no more is granted than is free', () => {
    assert(
      property(cards, stores, (card, storeId) => {
        const minor = prefetchDue(card, storeId, everything, now);
        const { balanceMinor, heldMinor, allowances } = card.standing;
        const aside = allowances.reduce((sum, { leftMinor }) => sum + Math.max(0, leftMinor), 0);
        expect(minor).toBeGreaterThanOrEqual(0);
        expect(minor).toBeLessThanOrEqual(Math.max(0, balanceMinor - heldMinor - aside));
      }),
    );
  });

  it('what was granted is enough: no more is due until some of it is drawn', () => {
    assert(
      property(cards, stores, (card, storeId) => {
        const minor = prefetchDue(card, storeId, everything, now);
        if (minor === 0) return;
        const { standing: before } = card;
        const allowances = [...before.allowances, setAside(storeId, minor)];
        const granted = { ...card, standing: { ...before, allowances } };
        expect(prefetchDue(granted, storeId, everything, now)).toBe(0);
      }),
    );
  });

  it('only so many stores are given of it as the owner wants', () => {
    assert(
      property(cards, (card) => {
        const given = [north, south, east].filter((at) => prefetchDue(card, at, everything, now) > 0);
        expect(given.length).toBeLessThanOrEqual(everything.storesMax);
      }),
    );
  });
});
