import { expect } from '@jest/globals';
import type { NewOperation, Transaction } from '#kernel';
import { message, newOperation, sagaInstance, storedEvent, to } from '../support/samples.js';
import { tills } from '../support/tills-projection.js';

const TILL = 'tills.till/1';
const SAGA = { saga: 'tills.closing', key: '1' };

/** Something written through each of the ports, and what is seen of it. */
export class Everything {
  private readonly operation: NewOperation = newOperation();

  /** What a transaction sees when all of it is there. */
  readonly all = {
    events: 1,
    revision: 1,
    history: 1,
    hasTimer: true,
    messages: 1,
    outgoing: 1,
    roleIsFree: false,
    operation: 'accepted',
    row: { cashier: 'Ann', store: 'Oslo' },
    position: expect.anything(),
  };

  /** What a transaction sees when nothing of it is there. */
  readonly none = {
    events: 0,
    revision: undefined,
    history: 0,
    hasTimer: false,
    messages: 0,
    outgoing: 0,
    roleIsFree: true,
    operation: undefined,
    row: undefined,
    position: undefined,
  };

  /** Needs `tills()` to be prepared. */
  async write(tx: Transaction): Promise<void> {
    const position = await tx.events.append([storedEvent(TILL, 1)]);
    const history = [{ at: 0, what: 'started' }] as const;
    await tx.sagas.save([{ instance: sagaInstance('1'), readRevision: 0, history }]);
    await tx.timers.set([{ ...SAGA, token: 'deadline', dueAt: (await tx.now()) + 60_000 }]);
    await tx.mailbox.deliver(to('tills', message('till-1', 'a')));
    await tx.outbox.add(to('ledgers', message('ledger-1', 'b')));
    await tx.leases.hold('relay', 'one', 60_000);
    await tx.operations.admit([this.operation]);
    await tx.readModels.save(tills(), new Map([['till-1', { cashier: 'Ann', store: 'Oslo' }]]));
    await tx.readModels.advance([tills()], position);
  }

  async read(tx: Transaction): Promise<object> {
    const { id, principal } = this.operation;
    return {
      events: (await tx.events.load([TILL])).get(TILL)?.length ?? 0,
      revision: (await tx.sagas.load([SAGA])).get('tills.closing/1')?.revision,
      history: (await tx.sagas.history(SAGA, 10)).length,
      hasTimer: (await tx.timers.nextInMs(['tills.closing'])) !== undefined,
      messages: (await tx.mailbox.claim({ queues: ['tills'], limit: 10, share: 1 })).length,
      outgoing: (await tx.outbox.depth()).waiting,
      operation: (await tx.operations.find(id, principal))?.state,
      row: await tx.readModels.find(tills(), 'till-1'),
      position: await tx.readModels.position(tills()),
    };
  }

  /** Asks for the role, too; that may have to wait for a transaction which holds it and is still open. */
  async readAll(tx: Transaction): Promise<object> {
    return { ...(await this.read(tx)), roleIsFree: await tx.leases.hold('relay', 'another', 1) };
  }
}
