import { Encounters } from '#testing/simulation';
import type { ChunkResult, Failure } from './play-seeds.js';

/** So many worlds must have met everything that is met sometimes. */
const SEEDS_FOR_EVERYTHING = 5_000;

/** What a run has seen so far. */
export class Report {
  readonly failures: Failure[] = [];
  private readonly encounters = new Encounters();
  private seeds = 0;
  private steps = 0;
  private compared = 0;

  constructor(private readonly startedAt: number) {}

  add(result: ChunkResult): void {
    this.seeds += result.seeds;
    this.steps += result.steps;
    this.compared += result.compared;
    this.failures.push(...result.failures);
    this.encounters.add(result.encounters);
  }

  get firstFailure(): Failure | undefined {
    return this.failures.toSorted((a, b) => a.seed - b.seed)[0];
  }

  /** Missing as long as too few worlds were run to expect all of them. */
  get unmet(): readonly string[] {
    return this.seeds < SEEDS_FOR_EVERYTHING ? [] : this.encounters.unmet;
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
      `${seeds} worlds, ${steps} steps, ${seconds} s; ${compared} of them run twice and compared`,
      ...failures.slice(0, 20).map(({ seed, invariant, what }) => `Seed ${seed}: ${invariant}: ${what}`),
      ...(unmet.length > 0 ? [`Never met: ${unmet.join('; ')}`] : []),
      failures.length === 0 ? 'Nothing is broken' : `${failures.length} findings`,
    ].join('\n');
  }

  private get seconds(): number {
    return Math.round((performance.now() - this.startedAt) / 1_000);
  }
}
