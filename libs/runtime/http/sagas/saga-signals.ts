import type { Database, SagaInstance, SagaRef, Surroundings, Transaction } from '#kernel';
import { sagaRefKey } from '#kernel';
import { Inject, Injectable } from '@nestjs/common';

import { IdempotencyKeyReused } from '../../commands/failures.js';
import type { Caller } from '../../commands/submit-command.js';
import type { PostOffice } from '../../engine/post-office.js';
import type { Routes } from '../../engine/routes.js';
import { DATABASE, POST_OFFICE, ROUTES, SURROUNDINGS } from '../../tokens.js';
import { found } from '../problems/http-problem.js';

/** What a person tells a saga. */
export interface SagaSignal extends SagaRef {
  /** `saga.decision` or `saga.resume` */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Puts what people tell sagas into the sagas' own queues, where it waits its turn like everything that concerns them.
 * The caller's idempotency key is kept, so that asking again tells the saga nothing new.
 */
@Injectable()
export class SagaSignals {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(POST_OFFICE) private readonly postOffice: PostOffice,
    @Inject(ROUTES) private readonly routes: Routes,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  /**
   * @param check throws when the saga does not wait for this; not asked when the request is repeated
   * @returns whether the same request came before
   * @throws IdempotencyKeyReused, HttpProblem 404, and what `check` throws
   */
  async send(signal: SagaSignal, caller: Caller, check: (saga: SagaInstance) => void): Promise<boolean> {
    const repeated = await this.database.transaction(async (tx) => {
      const id = this.surroundings.ids.next();
      const operation = { ...caller, id, command: signal.type, key: signal.key };
      const [admission] = await tx.operations.admit([operation]);
      if (admission?.kind === 'reused') {
        throw new IdempotencyKeyReused('This idempotency key was used for another request');
      }
      if (admission?.kind === 'repeated') return true;
      check(await instanceOf(tx, signal));
      await this.post(tx, signal, caller, id);
      // Told is all that there is to it: what the saga makes of it is in its own history.
      const result = { type: signal.type, data: signal.data };
      await tx.operations.change([{ id, state: 'succeeded', result }]);
      return false;
    });
    if (!repeated) this.postOffice.posted();
    return repeated;
  }

  private async post(tx: Transaction, signal: SagaSignal, caller: Caller, id: string): Promise<void> {
    const queue = found(this.routes.queueOfSaga(signal.saga), `The saga ${signal.saga}`);
    const { correlationId, traceparent } = caller;
    const envelope = {
      id,
      kind: 'signal' as const,
      type: signal.type,
      version: 1,
      saga: signal.saga,
      key: signal.key,
      data: signal.data,
      at: new Date(await tx.now()).toISOString(),
      correlationId,
      ...(traceparent !== undefined && { traceparent }),
    };
    await this.postOffice.post(tx, [{ queue, envelope }]);
  }
}

async function instanceOf(tx: Transaction, { saga, key }: SagaRef): Promise<SagaInstance> {
  const sagas = await tx.sagas.load([{ saga, key }]);
  return found(sagas.get(sagaRefKey({ saga, key })), `The saga ${saga} ${key}`).instance;
}
