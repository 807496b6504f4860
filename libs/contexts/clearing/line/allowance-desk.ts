import { GrantAllowance } from '#contracts/gift-cards';
import type { Ids, Seals } from '#kernel';
import { type OperationReader, SubmitCommand } from '#runtime';
import type { CommandBus } from '@nestjs/cqrs';
import type { AllowanceBody } from '../contracts/index.js';

/** A till waits: what is not granted by then is granted for the next time. */
const GRANT_WITHIN_MS = 2_000;

interface Parts {
  readonly commandBus: CommandBus;
  readonly operations: OperationReader;
  readonly ids: Ids;
  readonly seals: Seals;
  readonly leaseMs: number;
}

/** Asks for an allowance that a till waits for. */
export class AllowanceDesk {
  constructor(private readonly parts: Parts) {}

  /**
   * Resolves when it was granted or refused, or after a while; once for each request key. What others give back is there for the next
   * request: it takes them one round trip.
   */
  async ask(storeId: string, { cardId, minor, requestKey }: AllowanceBody): Promise<void> {
    const { commandBus, operations, ids, seals, leaseMs } = this.parts;
    const principal = `store:${storeId}`;
    const command = new GrantAllowance({
      cardId,
      storeId,
      allowanceId: ids.next(),
      minor,
      atLeastMinor: 1,
      leaseMs,
      purpose: 'just-in-time',
    });
    const fingerprint = seals.digest(`${cardId}/${minor}`);
    const caller = { principal, idempotencyKey: requestKey, fingerprint, correlationId: ids.next() };
    const { operation } = await commandBus.execute(new SubmitCommand(command, caller));
    await operations.waitFor(operation.id, principal, GRANT_WITHIN_MS);
  }
}
