import { Encounters } from '#testing/simulation';
import type { ChunkResult, Failure } from './play-seeds.js';

/** So many worlds must have met everything that is met sometimes. */
const SEEDS_FOR_EVERYTHING = 5_000;

interface ReportParts<Note> {
  /** What a long run must have met. */
  readonly sometimes: readonly string[];
  readonly expectsEverything: boolean;
  /** Lines about what was remembered of all worlds. */
  sum?(notes: readonly Note[]): readonly string[];
}

/** What a run has seen so far. */
export class Report<Note = never> {
  readonly failures: Failure[] = [];
  private readonly startedAt = performance.now();
  private readonly encounters: Encounters<string>;
  private readonly notes: Note[] = [];
  private seeds = 0;
  private steps = 0;
  private compared = 0;

  constructor(private readonly parts: ReportParts<Note>) {
    this.encounters = new Encounters(parts.sometimes);
  }

  add(result: ChunkResult<Note>): void {
    this.seeds += result.seeds;
    this.steps += result.steps;
    this.compared += result.compared;
    this.failures.push(...result.failures);
    this.encounters.add(result.encounters);
    this.notes.push(...result.notes);
  }

  get firstFailure(): Failure | undefined {
    return this.failures.toSorted((a, b) => a.seed - b.seed)[0];
  }

  /** Missing as long as too few worlds were run to expect all of them, or all are of one sort. */
  get unmet(): readonly string[] {
    const isExpected = this.parts.expectsEverything && this.seeds >= SEEDS_FOR_EVERYTHING;
    return isExpected ? this.encounters.unmet : [];
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
      ...(this.parts.sum?.(this.notes) ?? []),
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
