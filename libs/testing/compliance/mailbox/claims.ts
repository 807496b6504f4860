import type { Claimed, Transaction } from '#kernel';
import type { Bench } from '../support/bench.js';
import { textsOf } from '../support/samples.js';

/** The queue of a test that needs only one. */
export const TILLS = 'tills';

export const claimAll = (tx: Transaction, queue = TILLS): Promise<Claimed[]> =>
  tx.mailbox.claim({ queues: [queue], limit: 100, share: 1 });

/** What one transaction is given, without taking it. */
export async function offered(bench: Bench, queue = TILLS): Promise<string[]> {
  return bench.run(async (tx) => textsOf(await claimAll(tx, queue)));
}

/** Claims and completes until nothing is left. @returns the texts in the order in which they were handed out */
export async function takeAll(bench: Bench, queue = TILLS): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const claimed = await bench.insist(async (tx) => {
      const taken = await claimAll(tx, queue);
      await tx.mailbox.complete(taken);
      return taken;
    });
    if (claimed.length === 0) return texts;
    texts.push(...textsOf(claimed));
  }
}

/** The only message that there is to claim. */
export async function claimOne(tx: Transaction, queue = TILLS): Promise<Claimed> {
  const [claimed, ...more] = await claimAll(tx, queue);
  if (!claimed || more.length > 0) {
    throw new Error(`One message was expected, and there was ${claimed ? 'more' : 'none'}`);
  }
  return claimed;
}
