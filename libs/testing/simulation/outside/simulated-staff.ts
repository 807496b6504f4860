import { type DeadLetter, type SagaInstance, type SagaSummary, statusOf } from '#kernel';
import { SAGA_DECISION, SAGA_RESUME, type SagaSignal } from '#runtime';
import type { StaffLook } from '../scenario/scenario.js';
import type { Node } from '../world/node.js';
import type { Program } from '../world/program.js';
import type { Random } from '../world/random.js';
import type { WorldParts } from '../world/world-parts.js';
import { ClientLine } from './client-line.js';

const TRIES_MAX = 4;
const PAUSE_MS = 1_000;
const LISTED_MAX = 100;

type Caller = Parameters<Program['commands']['execute']>[0]['caller'];

/** People who look now and then at what waits for them, and do something about it. */
export class SimulatedStaff {
  private readonly random: Random;
  private readonly line: ClientLine;

  constructor(
    private readonly world: WorldParts,
    private readonly looks: readonly StaffLook[],
    nodes: readonly Node[],
  ) {
    this.random = world.random.fork('staff');
    this.line = new ClientLine(world, this.random, nodes);
  }

  async run(): Promise<void> {
    for (const [at, look] of this.looks.entries()) {
      await this.line.sleep(look.afterMs);
      const { sagas, letters } = await this.world.store.database.transaction(async (tx) => ({
        sagas: await tx.sagas.list({ limit: LISTED_MAX }),
        letters: await tx.mailbox.deadLetters(LISTED_MAX),
      }));
      const deals = letters.filter(({ dealtWith }) => look.replaysDeadLetters && !dealtWith);
      await Promise.all([
        ...sagas.flatMap((saga) => this.care(saga, look, at)),
        ...deals.map((letter) => this.replay(letter, at)),
      ]);
    }
  }

  private care({ saga, key, status, instance }: SagaSummary, look: StaffLook, at: number): Promise<void>[] {
    if (status === 'stuck' && look.resumesSagas) {
      const data = { saga, by: 'staff', reason: 'it may work now' };
      return [this.tell({ saga, key, type: SAGA_RESUME, data }, 'a person let a saga try again', at)];
    }
    const waiting = instance.pending.find(({ kind }) => kind === 'person');
    if (!waiting) return [];
    const approved = this.random.happens(look.approves);
    const decisions = look.disagrees ? [approved, !approved] : [approved];
    return decisions.map((each) => {
      const data = { saga, step: waiting.step, approved: each, by: 'staff', reason: 'as it seems right' };
      const met = each ? 'a person approved' : 'a person rejected';
      return this.tell({ saga, key, type: SAGA_DECISION, data }, met, at);
    });
  }

  private tell(
    signal: SagaSignal,
    met: 'a person let a saga try again' | 'a person approved' | 'a person rejected',
    at: number,
  ): Promise<void> {
    const check = (instance: SagaInstance) => {
      const isAsked = signal.type === SAGA_RESUME ? statusOf(instance) === 'stuck' : isUndecided(instance);
      if (!isAsked) throw new Error('It does not wait for this');
    };
    const caller = callerOf(`${at} ${met} ${signal.key}`);
    return this.insist(met, signal.key, ({ signals }) => signals.send(signal, caller, check));
  }

  private replay({ id }: DeadLetter, at: number): Promise<void> {
    const wish = { id, outcome: 'replayed', reason: 'it may work now' } as const;
    const caller = callerOf(`${at} replay ${id}`);
    return this.insist('a person replayed a dead letter', id, ({ deals }) => deals.deal(wish, caller));
  }

  /** Asks again as long as nobody answers, but not for ever: they look again another time. */
  private async insist(
    met: Parameters<WorldParts['encounters']['met']>[0],
    about: string,
    ask: (program: Program) => Promise<unknown>,
  ): Promise<void> {
    this.world.trace.tell('staff', `${met}: ${about}`);
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const heard = await this.line.ask(ask);
      if (heard && 'value' in heard) return this.world.encounters.met(met);
      await this.line.sleep(PAUSE_MS);
    }
  }
}

const isUndecided = ({ pending }: SagaInstance): boolean => pending.some(({ kind }) => kind === 'person');

const callerOf = (idempotencyKey: string): Caller => ({
  principal: 'staff',
  idempotencyKey,
  fingerprint: 'f'.repeat(64),
  correlationId: `staff/${idempotencyKey}`,
});
