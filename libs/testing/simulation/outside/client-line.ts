import type { Node } from '../world/node.js';
import type { Program } from '../world/program.js';
import type { Random } from '../world/random.js';
import type { WorldParts } from '../world/world-parts.js';

const TIMEOUT_MS = 5_000;

/** What came back: an answer, a failure, or nothing in time. */
export type Heard<T> = { readonly value: T } | { readonly error: unknown } | undefined;

/** How somebody outside reaches the program: one of its processes, over a network that fails. */
export class ClientLine {
  constructor(
    private readonly world: WorldParts,
    private readonly random: Random,
    private readonly nodes: readonly Node[],
  ) {}

  /** @returns undefined when nobody answered in time */
  ask<T>(work: (program: Program) => Promise<T>): Promise<Heard<T>> {
    const { scheduler } = this.world;
    const node = this.random.pick(this.nodes);
    return new Promise((resolve) => {
      const callOff = scheduler.after(TIMEOUT_MS, () => resolve(undefined));
      const settle = (heard: Heard<T>) => {
        callOff();
        resolve(heard);
      };
      scheduler.after(this.latencyMs(), () => this.arrive(node, work, settle));
    });
  }

  private arrive<T>(
    node: Node,
    work: (program: Program) => Promise<T>,
    settle: (heard: Heard<T>) => void,
  ): void {
    const { scheduler, faults, encounters } = this.world;
    const { life } = node;
    const program = life?.program;
    if (!life || !program || faults.isCut(node.name, 'clients')) {
      scheduler.after(this.latencyMs(), () => settle(undefined));
      return;
    }
    const answer = async () => {
      const heard = await work(program).then(
        (value): Heard<T> => ({ value }),
        (error: unknown): Heard<T> => ({ error }),
      );
      await life.process.hop();
      if (!faults.losesAnswers() && !faults.isCut(node.name, 'clients')) settle(heard);
      else encounters.met('a client lost an answer');
    };
    life.process.after(0, () => void answer());
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.world.scheduler.after(ms, resolve);
    });
  }

  private latencyMs(): number {
    return this.random.int(0, 3);
  }
}
