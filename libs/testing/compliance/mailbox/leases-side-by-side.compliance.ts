import { expect, it } from '@jest/globals';
import type { Leased } from '#kernel';
import type { Bench } from '../support/bench.js';
import { message, textsOf, to } from '../support/samples.js';
import { offered, TILLS } from './claims.js';

const MINUTE_MS = 60_000;

export function leasesSideBySide(bench: Bench): void {
  const deliver = (): Promise<number> =>
    bench.run((tx) =>
      tx.mailbox.deliver(
        to(TILLS, message('till-1', 'a1'), message('till-1', 'a2'), message('till-2', 'b1')),
      ),
    );

  it('leases different keys to two who ask at the same time', async () => {
    await deliver();
    const first = await bench.begin();
    const ours = await first.tx.mailbox.lease(TILLS, 1, MINUTE_MS);
    const theirs = await bench.run((tx) => tx.mailbox.lease(TILLS, 10, MINUTE_MS));
    await first.commit();
    const rest = await bench.run((tx) => tx.mailbox.lease(TILLS, 10, MINUTE_MS));
    expect(textsOf([...ours, ...theirs, ...rest]).toSorted()).toEqual(['a1', 'b1']);
  });

  it('leases nothing of a key that is claimed, and claims nothing of a key that is being leased', async () => {
    await deliver();
    const claimer = await bench.begin();
    await claimer.tx.mailbox.claim({ queues: [TILLS], limit: 100, share: 1 });
    await expect(bench.run((tx) => tx.mailbox.lease(TILLS, 10, MINUTE_MS))).resolves.toEqual([]);
    await claimer.rollBack();
    const leaser = await bench.begin();
    await leaser.tx.mailbox.lease(TILLS, 10, MINUTE_MS);
    await expect(offered(bench)).resolves.toEqual([]);
  });

  it('lets a lease be completed by one of two who try', async () => {
    await deliver();
    const [leased] = await bench.run((tx) => tx.mailbox.lease(TILLS, 1, MINUTE_MS));
    const complete = (each: Leased): Promise<boolean> =>
      bench.insist((tx) => tx.mailbox.completeLeased(each));
    if (!leased) throw new Error('A message was expected');
    const outcomes = await Promise.all([complete(leased), complete(leased), complete(leased)]);
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });
}
