import type { Database, MessageCatalog } from '#kernel';
import { found, HttpProblem } from '#runtime';
import { storesIn } from '../line/store-registry.js';

interface Parts {
  readonly database: Database;
  readonly catalog: MessageCatalog;
}

/** What somebody who ends a store, or takes from one that has ended, must know of it first. */
export class StoreEndings {
  constructor(private readonly parts: Parts) {}

  /**
   * How far the hub has taken in what the store says. It goes with the command, so that a request that is repeated is answered as at
   * first, whatever came meanwhile. Facts that come between this and the end of the store count, as they do behind a fork that the hub
   * finds: nobody who asks for the end can have known of them.
   */
  heardThrough(storeId: string): Promise<number> {
    const { database, catalog } = this.parts;
    return database.transaction(async (tx) => {
      const store = (await storesIn(tx, catalog, [storeId])).get(storeId);
      // Locking a chain begins it, and nobody begins one for a store that there is not.
      if (store === undefined || store.status === 'unregistered') return 0;
      return (await tx.facts.lockChains([storeId])).get(storeId)?.head.seq ?? 0;
    });
  }

  /**
   * A card knows nothing of stores, so this is asked before it: what is found stays so, since a store ends for ever.
   * @throws HttpProblem 404 for a store that there is not, 409 for one that has not ended
   */
  async requireEnded(storeId: string): Promise<void> {
    const { database, catalog } = this.parts;
    const store = (await database.transaction((tx) => storesIn(tx, catalog, [storeId]))).get(storeId);
    const { status } = found(store?.status === 'unregistered' ? undefined : store, `Store ${storeId}`);
    if (status !== 'ended') throw notEnded(storeId);
  }
}

const notEnded = (storeId: string): HttpProblem =>
  new HttpProblem({
    type: 'https://countersign.dev/problems/clearing/store-has-not-ended',
    title: 'The store has not ended',
    status: 409,
    detail: `Store ${storeId} may still draw on what is set aside at it, which would then be spent twice: end it before`,
    code: 'clearing.store-has-not-ended',
    retryable: false,
  });
