import { expect, it } from '@jest/globals';
import { ConcurrentWrite, type Claimed } from '#kernel';
import { eventually } from '../../eventually.js';
import type { Bench } from '../support/bench.js';
import { message, to } from '../support/samples.js';
import { claimAll, claimOne, offered, takeAll, TILLS } from './claims.js';

const MINUTE_MS = 60_000;

export function postponing(bench: Bench): void {
  const deliver = (...keys: string[]): Promise<number> =>
    bench.run((tx) => tx.mailbox.deliver(to(TILLS, ...keys.map((key, n) => message(key, `${key}.${n}`)))));

  const first = (): Promise<Claimed> =>
    eventually(
      () => bench.run((tx) => claimOne(tx)),
      () => true,
      { withinMs: 120_000 },
    );

  const firstLeased = () =>
    eventually(
      () => bench.run(async (tx) => (await tx.mailbox.lease(TILLS, 1, MINUTE_MS))[0]),
      (leased) => leased !== undefined,
      { withinMs: 120_000 },
    );

  it('lets the key of a message that is put off wait while others go on', async () => {
    await deliver('till-1', 'till-2', 'till-1');
    await bench.run(async (tx) => {
      const early = (await claimAll(tx)).find(({ envelope }) => envelope.key === 'till-1');
      if (early) await tx.mailbox.postpone(early, 'not yet', MINUTE_MS);
    });
    await expect(offered(bench)).resolves.toEqual(['till-2.1']);
    await expect(bench.run((tx) => tx.mailbox.nextRetryInMs([TILLS]))).resolves.toBeDefined();
  });

  it('counts how often a message was put off, and how often it has failed, each for itself', async () => {
    await deliver('till-1');
    const seen: [number, number][] = [];
    for (const way of ['postpone', 'fail', 'postpone', 'fail'] as const) {
      const claimed = await first();
      seen.push([claimed.failures, claimed.postponements]);
      await bench.run((tx) => tx.mailbox[way](claimed, 'why', 0));
    }
    const { failures, postponements } = await first();
    expect([...seen, [failures, postponements]]).toEqual([
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 2],
      [2, 2],
    ]);
  });

  it('counts the same for a leased message, and ends its lease', async () => {
    await deliver('till-1');
    for (const postponements of [0, 1, 2]) {
      const leased = await firstLeased();
      expect(leased).toMatchObject({ failures: 0, postponements });
      if (!leased) continue;
      await bench.run((tx) => tx.mailbox.postpone(leased, 'not yet', 0));
      await expect(bench.run((tx) => tx.mailbox.completeLeased(leased))).resolves.toBe(false);
    }
  });

  it('counts a put-off for its own message only', async () => {
    await deliver('till-1', 'till-1');
    await bench.run(async (tx) => {
      const [claimed] = await claimAll(tx);
      if (claimed) await tx.mailbox.postpone(claimed, 'not yet', 0);
    });
    const claimed = await eventually(
      () => bench.run((tx) => claimAll(tx)),
      (all) => all.length === 2,
      { withinMs: 120_000 },
    );
    expect(claimed.map(({ postponements }) => postponements)).toEqual([1, 0]);
  });

  it('leaves nothing behind of a message that was put off and is through', async () => {
    await deliver('till-1', 'till-1');
    const claimed = await bench.run((tx) => claimAll(tx));
    await bench.run(async (tx) => {
      if (claimed[0]) await tx.mailbox.postpone(claimed[0], 'not yet', 0);
    });
    await eventually(
      () => takeAll(bench),
      (texts) => texts.length === 2,
      { withinMs: 120_000 },
    );
    await expect(bench.run((tx) => tx.mailbox.nextRetryInMs([TILLS]))).resolves.toBeUndefined();
  });

  it('does not put off what another transaction has completed', async () => {
    await deliver('till-1');
    const stale = await first();
    await takeAll(bench);
    const late = bench.run((tx) => tx.mailbox.postpone(stale, 'not yet', 0));
    await expect(late).rejects.toBeInstanceOf(ConcurrentWrite);
  });
}
