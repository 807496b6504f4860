import { expect, it } from '@jest/globals';
import { ConcurrentWrite, type Claimed, type Envelope } from '#kernel';
import type { Bench } from '../support/bench.js';
import { message, textsOf, to } from '../support/samples.js';
import { claimAll, claimOne, offered, takeAll, TILLS } from './claims.js';

// Enough that a share of them is about that share, however they are grouped.
const KEYS = Array.from({ length: 160 }, (_, index) => `till-${index}`);

export function claiming(bench: Bench): void {
  const deliver = (...envelopes: Envelope[]): Promise<number> =>
    bench.run((tx) => tx.mailbox.deliver(to(TILLS, ...envelopes)));

  it('hands out the messages of a key in the order of their delivery', async () => {
    const texts = Array.from({ length: 25 }, (_, index) => `${index}`);
    await deliver(...texts.slice(0, 12).map((text) => message('till-1', text)));
    for (const text of texts.slice(12)) await deliver(message('till-1', text));
    await expect(takeAll(bench)).resolves.toEqual(texts);
  });

  it('begins with the oldest messages of a key when there are more than the limit', async () => {
    await deliver(...['a', 'b', 'c'].map((text) => message('till-1', text)));
    const claimed = await bench.run((tx) => tx.mailbox.claim({ queues: [TILLS], limit: 2, share: 1 }));
    expect(textsOf(claimed)).toEqual(['a', 'b']);
  });

  it('hands out no more than the limit', async () => {
    await deliver(...KEYS.flatMap((key) => [message(key, 'first'), message(key, 'second')]));
    for (const limit of [1, 7]) {
      const claimed = await bench.run((tx) => tx.mailbox.claim({ queues: [TILLS], limit, share: 1 }));
      expect(claimed.length).toBeGreaterThan(0);
      expect(claimed.length).toBeLessThanOrEqual(limit);
    }
  });

  it('hands out only what is in the queues that are asked for', async () => {
    await deliver(message('till-1', 'a'));
    await bench.run((tx) =>
      tx.mailbox.deliver([...to('ledgers', message('till-1', 'b')), ...to('stock', message('till-1', 'c'))]),
    );
    const claimed = await bench.run((tx) =>
      tx.mailbox.claim({ queues: ['ledgers', 'stock'], limit: 10, share: 1 }),
    );
    expect(textsOf(claimed).toSorted()).toEqual(['b', 'c']);
    await expect(bench.run((tx) => tx.mailbox.claim({ queues: [], limit: 10, share: 1 }))).resolves.toEqual(
      [],
    );
  });

  it('takes a completed message away when the transaction commits', async () => {
    await deliver(message('till-1', 'a'));
    await bench.run(async (tx) => tx.mailbox.complete(await claimAll(tx)));
    await expect(offered(bench)).resolves.toEqual([]);
  });

  it('frees a completed message when the transaction is undone', async () => {
    await deliver(message('till-1', 'a'));
    await bench.undone(async (tx) => tx.mailbox.complete(await claimAll(tx)));
    await expect(offered(bench)).resolves.toEqual(['a']);
  });

  it('frees a message that was claimed and not completed, its failures as before', async () => {
    await deliver(message('till-1', 'a'), message('till-1', 'b'));
    await bench.run(async (tx) => tx.mailbox.complete((await claimAll(tx)).slice(0, 1)));
    await expect(bench.run((tx) => claimOne(tx))).resolves.toMatchObject({ failures: 0 });
    await expect(offered(bench)).resolves.toEqual(['b']);
  });

  it('does not let a message be completed that another transaction has completed', async () => {
    await deliver(message('till-1', 'a'), message('till-2', 'b'));
    const stale = await bench.run((tx) => claimAll(tx));
    await bench.run(async (tx) => {
      const claimed = await claimAll(tx);
      await tx.mailbox.complete(claimed.filter(({ envelope }) => envelope.key === 'till-1'));
    });
    const late = bench.run(async (tx) => {
      await tx.mailbox.deliver(to('ledgers', message('ledger-1', 'decided twice')));
      await tx.mailbox.complete(stale);
    });
    await expect(late).rejects.toBeInstanceOf(ConcurrentWrite);
    await expect(offered(bench, 'ledgers')).resolves.toEqual([]);
    await expect(offered(bench)).resolves.toEqual(['b']);
  });

  it('does not let a message be completed that another transaction has buried', async () => {
    await deliver(message('till-1', 'a'));
    const stale = await bench.run((tx) => claimOne(tx));
    await bench.run(async (tx) => tx.mailbox.bury(await claimOne(tx), 'poison', ''));
    await expect(bench.run((tx) => tx.mailbox.complete([stale]))).rejects.toBeInstanceOf(ConcurrentWrite);
  });

  it('takes about its share of the free keys, and always some', async () => {
    await deliver(...KEYS.map((key) => message(key, 'a')));
    const keysAt = async (share: number): Promise<number> => {
      const claimed = await bench.run((tx) => tx.mailbox.claim({ queues: [TILLS], limit: 1_000, share }));
      return new Set(claimed.map(({ envelope }) => envelope.key)).size;
    };
    await expect(keysAt(1)).resolves.toBe(160);
    const half = await keysAt(0.5);
    expect(half).toBeGreaterThanOrEqual(40);
    expect(half).toBeLessThanOrEqual(120);
    const little = await keysAt(0.01);
    expect(little).toBeGreaterThanOrEqual(1);
    expect(little).toBeLessThanOrEqual(40);
  });

  it('moves work from queue to queue in one transaction', async () => {
    await deliver(message('till-1', 'a'));
    await bench.undone(async (tx) => forward(await claimAll(tx)).then((moved) => tx.mailbox.deliver(moved)));
    await expect(offered(bench, 'ledgers')).resolves.toEqual([]);
    await bench.run(async (tx) => {
      const claimed = await claimAll(tx);
      await tx.mailbox.deliver(await forward(claimed));
      await tx.mailbox.complete(claimed);
    });
    await expect(offered(bench)).resolves.toEqual([]);
    await expect(offered(bench, 'ledgers')).resolves.toEqual(['a']);
  });
}

const forward = async (claimed: readonly Claimed[]): Promise<ReturnType<typeof to>> =>
  to('ledgers', ...claimed.map(({ envelope }) => envelope));
