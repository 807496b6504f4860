import { type Configuration, CONFIGURATIONS, type Exposure } from '#testing/store-simulation';

/** How near a world came to what it was allowed. */
export interface Nearness extends Exposure {
  readonly seed: number;
  readonly configuration: Configuration;
}

const money = (minor: number): string => (minor / 100).toFixed(2);

/** By policy: how often cards were below zero, how far at most, and how near to what was allowed. */
export function boundsOf(notes: readonly Nearness[]): string[] {
  return CONFIGURATIONS.flatMap((policy) => {
    const all = notes.filter(({ configuration }) => configuration === policy);
    const [first] = all;
    if (!first) return [];
    const worst = all.reduce(
      (one, other) => (other.worstOverdraftMinor > one.worstOverdraftMinor ? other : one),
      first,
    );
    const shareOf = (each: typeof first) => each.riskTakenMinor / each.riskGrantedMinor;
    const risk = all.reduce((one, other) => (shareOf(other) > shareOf(one) ? other : one), first);
    const overdrawn = all.filter(({ worstOverdraftMinor }) => worstOverdraftMinor > 0).length;
    const unexplained = all.reduce((sum, each) => sum + each.unexplainedOverdrafts, 0);
    return [
      `${policy}: ${all.length} worlds, cards below zero in ${overdrawn}, without a cause in ${unexplained}; ` +
        `the worst at -${money(worst.worstOverdraftMinor)} of at most -${money(worst.itsBoundMinor)} (seed ${worst.seed}); ` +
        `of risk budgets at most ${money(risk.riskTakenMinor)} of ${money(risk.riskGrantedMinor)} were at risk in the end (seed ${risk.seed})`,
    ];
  });
}
