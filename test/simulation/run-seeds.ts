import type { SimulationOptions } from './options.js';
import { type ChunkResult, type Played, playSeeds, type Simulation, tellSeed } from './play-seeds.js';
import { type Chunk, playInProcesses } from './player-processes.js';
import { Report } from './report.js';

const TELL_EACH_MS = 5_000;

interface Programme<O extends Played, Note> {
  readonly simulation: Simulation<O, Note>;
  /** The module whose process plays seeds, and what else it is started with. */
  readonly player: URL;
  readonly args: readonly string[];
  readonly expectsEverything: boolean;
  sum?(notes: readonly Note[]): readonly string[];
  say(line: string): void;
}

/** @returns whether nothing is broken */
export async function runSeeds<O extends Played, Note>(
  { json, ...options }: SimulationOptions,
  programme: Programme<O, Note>,
): Promise<boolean> {
  const { simulation, player, args, say } = programme;
  if (options.single && !json) return tellSeed(simulation, options.from, say);
  const report = new Report<Note>({ ...programme, sometimes: simulation.sometimes });
  let toldAt = 0;
  const take = (result: ChunkResult<Note>): boolean => {
    report.add(result);
    if (!json && performance.now() - toldAt > TELL_EACH_MS) {
      toldAt = performance.now();
      say(report.progress(options.seeds));
    }
    return !options.untilFailure || report.failures.length === 0;
  };
  await playInProcesses<ChunkResult<Note>>(player, options, take, args);
  say(json ? report.json() : report.text());
  const { firstFailure } = report;
  if (firstFailure && !json) await tellSeed(simulation, firstFailure.seed, say);
  return report.isGood;
}

interface Program<O extends Played, Note> {
  readonly usage: string;
  /** What the seeds of this process are, as its arguments say. */
  readonly simulation: Simulation<O, Note>;
  run(): Promise<boolean>;
  complain(what: string): void;
}

/** A process that plays what it is sent, or else does what its user wants. */
export async function playOrRun<O extends Played, Note>({
  usage,
  simulation,
  run,
  complain,
}: Program<O, Note>): Promise<void> {
  if (process.argv[2] === '--play') {
    process.on('message', (chunk: Chunk) => {
      void playSeeds(simulation, chunk).then((result) => process.send?.(result));
    });
    return;
  }
  try {
    process.exitCode = (await run()) ? 0 : 1;
  } catch (error) {
    complain(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 2;
  }
  // What dead programs waited for is never to come; what was said is to be out before.
  process.stdout.write('', () => process.exit());
}
