import type { Database, DeadLetter, DealtWith, Surroundings, Transaction } from '#kernel';
import { Inject, Injectable } from '@nestjs/common';

import { IdempotencyKeyReused } from '../../commands/failures.js';
import type { Caller } from '../../commands/submit-command.js';
import { DATABASE, SURROUNDINGS } from '../../tokens.js';
import { found, httpProblem } from '../problems/http-problem.js';
import { deadLetterView } from './dead-letter-view.js';

interface Wish {
  readonly id: string;
  readonly outcome: DealtWith['outcome'];
  readonly reason: string;
}

/** What people decide about dead letters: each is dealt with once, and it is kept who did it and why. */
@Injectable()
export class DeadLetterDeals {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  /**
   * @returns the letter as it is then, and whether the same request came before
   * @throws IdempotencyKeyReused, HttpProblem 404, and 409 when it was dealt with before or is no message to replay
   */
  async deal(wish: Wish, caller: Caller): Promise<{ letter: DeadLetter; repeated: boolean }> {
    return this.database.transaction(async (tx) => {
      const repeated = await this.isRepeated(tx, wish, caller);
      if (!repeated) await this.carryOut(tx, wish, caller.principal);
      return { letter: await this.letter(tx, wish.id), repeated };
    });
  }

  private async isRepeated(tx: Transaction, { id, outcome }: Wish, caller: Caller): Promise<boolean> {
    const operation = {
      ...caller,
      id: this.surroundings.ids.next(),
      command: `dead-letters.${outcome}`,
      key: id,
    };
    const [admission] = await tx.operations.admit([operation]);
    if (admission?.kind === 'reused') {
      throw new IdempotencyKeyReused('This idempotency key was used for another request');
    }
    if (admission?.kind === 'repeated') return true;
    const result = { type: operation.command, data: { id } };
    await tx.operations.change([{ id: operation.id, state: 'succeeded', result }]);
    return false;
  }

  private async carryOut(tx: Transaction, { id, outcome, reason }: Wish, by: string): Promise<void> {
    const { message, dealtWith } = deadLetterView(await this.letter(tx, id));
    if (dealtWith) {
      throw httpProblem(
        'dead-letter-dealt-with',
        `${dealtWith.by} has ${dealtWith.outcome} it: ${dealtWith.reason}`,
      );
    }
    if (outcome === 'replayed' && !message) {
      throw httpProblem(
        'dead-letter-not-replayable',
        'What came was no message, so nobody can be given it again',
      );
    }
    const deal = { by, reason };
    const isDone =
      outcome === 'replayed' ? await tx.deadLetters.replay(id, deal) : await tx.deadLetters.discard(id, deal);
    if (!isDone) throw httpProblem('dead-letter-dealt-with', 'Somebody has dealt with it in this moment');
  }

  private async letter(tx: Transaction, id: string): Promise<DeadLetter> {
    return found(await tx.deadLetters.find(id), `The dead letter ${id}`);
  }
}
