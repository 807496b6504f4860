import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const Count = z.int().nonnegative();

/** One round, as it is written down when it is over. */
export const RoundRecord = z.strictObject({
  at: z.iso.datetime(),
  fault: z.string(),
  world: z.enum(['postgres', 'rabbit', 'cluster']),
  seed: Count,
  /** What was struck, and how often. */
  struck: z.record(z.string(), Count),
  seconds: z.number(),
  /** `failed`: the round itself came to no end, and counts for nothing. */
  verdict: z.enum(['kept', 'broken', 'failed']),
  figures: z.strictObject({
    acknowledged: Count,
    lost: Count,
    doubled: Count,
    orphaned: Count,
    events: Count,
    broken: Count,
  }),
  troubles: z.record(z.string(), Count),
  /** The first of what was found wrong. */
  findings: z.array(z.string()),
});
export type RoundRecord = z.infer<typeof RoundRecord>;

/** A file that grows by a line with each round, so that a run goes on where another one stopped. */
export class Progress {
  private constructor(
    readonly path: string,
    readonly rounds: RoundRecord[],
  ) {}

  /** @param fresh forgets what was done before */
  static async open(path: string, { fresh }: { readonly fresh: boolean }): Promise<Progress> {
    await mkdir(dirname(path), { recursive: true });
    if (fresh) await rm(path, { force: true });
    const text = await readFile(path, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    return new Progress(
      path,
      lines.map((line) => RoundRecord.parse(JSON.parse(line))),
    );
  }

  async add(round: RoundRecord): Promise<void> {
    this.rounds.push(round);
    await appendFile(this.path, `${JSON.stringify(round)}\n`);
  }

  /** How often this fault has struck in rounds that came to an end. */
  struck(fault: string): number {
    return this.rounds
      .filter((round) => round.fault === fault && round.verdict !== 'failed')
      .reduce((sum, round) => sum + strikesOf(round), 0);
  }

  /** How many rounds of it there were, whatever became of them. */
  roundsOf(fault: string): number {
    return this.rounds.filter((round) => round.fault === fault).length;
  }
}

export const strikesOf = ({ struck }: Pick<RoundRecord, 'struck'>): number =>
  Object.values(struck).reduce((sum, count) => sum + count, 0);
