import { array, boolean, constantFrom, integer, nat, record } from 'fast-check';
import { type LiabilityEvent, liabilityEvents, settledEvents, type SettledEvent } from '#contexts/clearing';
import type { AnyEvent } from '#kernel';
import { WHAT } from './sample-trade.js';

/** What the hub and two stores, honest or not, may do with two cards. */
export const deal = record({
  what: constantFrom(...WHAT),
  store: nat(1),
  card: nat(1),
  minor: integer({ min: 1, max: 90 }),
  forked: boolean(),
});

export const deals = array(deal, { maxLength: 40, size: 'max' });

export const isSettled = (event: AnyEvent): event is SettledEvent =>
  settledEvents.some(({ type }) => type === event.type);

export const isOfLiability = (event: AnyEvent): event is LiabilityEvent =>
  liabilityEvents.some(({ type }) => type === event.type);
