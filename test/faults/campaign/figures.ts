import type { Evidence } from '../checker/evidence.js';
import type { Finding } from '../checker/invariants.js';

/** What a round comes to, in numbers that add up over rounds. */
export interface Figures {
  /** Commands that clients were told of as taken or ended. */
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
  readonly orphaned: number;
  readonly events: number;
  /** All broken promises, of whatever kind. */
  readonly broken: number;
}

const LOST = /is lost|had no effect|is gone|never told/;
const DOUBLED = /took effect \d+ times|set money aside \d+ times/;

export function figuresOf({ deals, events }: Evidence, findings: readonly Finding[]): Figures {
  const count = (test: (finding: Finding) => boolean): number => findings.filter(test).length;
  return {
    acknowledged: deals.filter(({ told }) => told.length > 0).length,
    lost: count(({ what }) => LOST.test(what)),
    doubled: count(({ what }) => DOUBLED.test(what)),
    orphaned: count(({ invariant }) => invariant === 'I6'),
    events: events.length,
    broken: findings.length,
  };
}

export const NO_FIGURES: Figures = {
  acknowledged: 0,
  lost: 0,
  doubled: 0,
  orphaned: 0,
  events: 0,
  broken: 0,
};

export const sumOf = (one: Figures, other: Figures): Figures => ({
  acknowledged: one.acknowledged + other.acknowledged,
  lost: one.lost + other.lost,
  doubled: one.doubled + other.doubled,
  orphaned: one.orphaned + other.orphaned,
  events: one.events + other.events,
  broken: one.broken + other.broken,
});
