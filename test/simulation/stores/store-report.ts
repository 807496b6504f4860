import { CONFIGURATIONS, StoreEncounters } from '#testing/store-simulation';
import type { StoreChunkResult, StoreFailure } from './play-store-seeds.js';

/** So many worlds must have met everything that is met sometimes. */
const SEEDS_FOR_EVERYTHING = 5_000;

const money = (minor: number): string => (minor / 100).toFixed(2);

/** What a run has seen so far. */
export class StoreReport {
  readonly failures: StoreFailure[] = [];
  private readonly encounters = new StoreEncounters();
  private readonly exposures: StoreChunkResult['exposures'][number][] = [];
  private seeds = 0;
  private steps = 0;
  private compared = 0;

  constructor(
    private readonly startedAt: number,
    private readonly expectsEverything: boolean,
  ) {}

  add(result: StoreChunkResult): void {
    this.seeds += result.seeds;
    this.steps += result.steps;
    this.compared += result.compared;
    this.failures.push(...result.failures);
    this.exposures.push(...result.exposures);
    this.encounters.add(result.encounters);
  }

  get firstFailure(): StoreFailure | undefined {
    return this.failures.toSorted((a, b) => a.seed - b.seed)[0];
  }

  /** Missing as long as too few worlds were run to expect all of them, or all are of one policy. */
  get unmet(): readonly string[] {
    return this.seeds < SEEDS_FOR_EVERYTHING || !this.expectsEverything ? [] : this.encounters.unmet;
  }

  get isGood(): boolean {
    return this.failures.length === 0 && this.unmet.length === 0;
  }

  progress(total: number): string {
    return `${this.seeds} of ${total} worlds, ${this.failures.length} findings, ${this.seconds} s`;
  }

  json(): string {
    const { seeds, failures, firstFailure } = this;
    return JSON.stringify({ seeds, failures, firstFailure: firstFailure?.seed ?? null });
  }

  text(): string {
    const { seeds, steps, compared, seconds, failures, unmet } = this;
    const counts = Object.entries(this.encounters.all).map(
      ([what, count]) => `${String(count).padStart(9)}  ${what}`,
    );
    return [
      'What was met:',
      ...counts,
      ...this.bounds(),
      `${seeds} worlds, ${steps} steps, ${seconds} s; ${compared} of them run twice and compared`,
      ...failures.slice(0, 20).map(({ seed, invariant, what }) => `Seed ${seed}: ${invariant}: ${what}`),
      ...(unmet.length > 0 ? [`Never met: ${unmet.join('; ')}`] : []),
      failures.length === 0 ? 'Nothing is broken' : `${failures.length} findings`,
    ].join('\n');
  }

  /** By policy: how often cards were below zero, how far at most, and how near to what was allowed. */
  private bounds(): string[] {
    return CONFIGURATIONS.flatMap((policy) => {
      const all = this.exposures.filter(({ configuration }) => configuration === policy);
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

  private get seconds(): number {
    return Math.round((performance.now() - this.startedAt) / 1_000);
  }
}
