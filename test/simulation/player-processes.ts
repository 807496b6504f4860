import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Seeds that one message hands to a process. */
export interface Chunk {
  readonly from: number;
  readonly count: number;
  readonly checkDeterminism: boolean;
}

export interface Orders {
  readonly from: number;
  readonly seeds: number;
  readonly workers: number;
  readonly checkDeterminism: boolean;
}

const CHUNK = 20;
/**
 * A world leaves much garbage that is young, and makes many errors whose stack nobody reads: the first broken world is
 * played again, with stacks, where it is told.
 */
const FAST = ['--min-semi-space-size=32', '--max-semi-space-size=64', '--stack-trace-limit=0'];

/**
 * Runs seeds in several processes.
 * @param player the module that a process runs: it answers each Chunk with a result
 * @param onResult called for each chunk; says whether to go on
 * @throws Error that names the seeds during which a process broke
 */
export async function playInProcesses<Result>(
  player: URL,
  { from, seeds, workers, checkDeterminism }: Orders,
  onResult: (result: Result) => boolean,
  args: readonly string[] = [],
): Promise<void> {
  let next = from;
  let goesOn = true;
  const nextChunk = (): Chunk | undefined => {
    const count = Math.min(CHUNK, from + seeds - next);
    if (!goesOn || count <= 0) return undefined;
    next += count;
    return { from: next - count, count, checkDeterminism };
  };
  const players = Array.from({ length: Math.min(workers, Math.ceil(seeds / CHUNK)) }, () =>
    fork(fileURLToPath(player), ['--play', ...args], { execArgv: [...process.execArgv, ...FAST] }),
  );
  try {
    await Promise.all(
      players.map((each) =>
        keepPlaying<Result>(each, nextChunk, (result) => {
          goesOn &&= onResult(result);
        }),
      ),
    );
  } finally {
    for (const each of players) each.kill();
  }
}

function keepPlaying<Result>(
  player: ChildProcess,
  nextChunk: () => Chunk | undefined,
  onResult: (result: Result) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let current: Chunk | undefined;
    const handOut = () => {
      current = nextChunk();
      if (current) player.send(current);
      else resolve();
    };
    player.on('exit', () => {
      const at = current ? `seeds ${current.from} to ${current.from + current.count - 1}` : 'its start';
      reject(new Error(`A process broke at ${at}`));
    });
    player.on('message', (result: Result) => {
      onResult(result);
      handOut();
    });
    handOut();
  });
}
