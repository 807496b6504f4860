import { expect, it } from '@jest/globals';
import type { Envelope, QueueKey, Transaction } from '#kernel';
import type { Bench } from '../support/bench.js';
import { message, textsOf, to } from '../support/samples.js';
import { claimAll, claimOne, offered, TILLS } from './claims.js';

const MINUTE_MS = 60_000;

const keyed = (key: string, queue = TILLS): QueueKey => ({ queue, key });

const claimIdle = (tx: Transaction, ...keys: string[]): Promise<QueueKey[]> =>
  tx.mailbox.claimIdle(keys.map((key) => keyed(key)));

export function idleKeys(bench: Bench): void {
  const deliver = (...envelopes: Envelope[]): Promise<number> =>
    bench.run((tx) => tx.mailbox.deliver(to(TILLS, ...envelopes)));

  it('claims keys of which nothing waits', async () => {
    await deliver(message('till-1', 'a'));
    const claimed = await bench.run((tx) => claimIdle(tx, 'till-1', 'till-2', 'till-3'));
    expect(claimed).toEqual([keyed('till-2'), keyed('till-3')]);
  });

  it('tells equal keys of different queues apart', async () => {
    await deliver(message('till-1', 'a'));
    const claimed = await bench.run((tx) =>
      tx.mailbox.claimIdle([keyed('till-1'), keyed('till-1', 'ledgers')]),
    );
    expect(claimed).toEqual([keyed('till-1', 'ledgers')]);
  });

  it('counts what its transaction has claimed as no longer waiting', async () => {
    await deliver(message('till-1', 'a'), message('till-1', 'b'));
    const claimed = await bench.run(async (tx) => {
      await claimAll(tx);
      return claimIdle(tx, 'till-1');
    });
    expect(claimed).toEqual([keyed('till-1')]);
  });

  it('does not claim a key of which its transaction has claimed only the first messages', async () => {
    await deliver(message('till-1', 'a'), message('till-1', 'b'));
    const claimed = await bench.run(async (tx) => {
      await tx.mailbox.claim({ queues: [TILLS], limit: 1, share: 1 });
      return claimIdle(tx, 'till-1');
    });
    expect(claimed).toEqual([]);
  });

  it('does not claim a key that its transaction has delivered to', async () => {
    const claimed = await bench.run(async (tx) => {
      const before = await claimIdle(tx, 'till-1');
      await tx.mailbox.deliver(to(TILLS, message('till-1', 'a')));
      return [before, await claimIdle(tx, 'till-1')];
    });
    expect(claimed).toEqual([[keyed('till-1')], []]);
  });

  it('does not claim a key that waits for a retry or is leased', async () => {
    await deliver(message('till-1', 'a'));
    await bench.run(async (tx) => tx.mailbox.fail(await claimOne(tx), 'no answer', MINUTE_MS));
    await deliver(message('till-2', 'b'));
    await bench.run((tx) => tx.mailbox.lease(TILLS, 1, MINUTE_MS));
    await expect(bench.run((tx) => claimIdle(tx, 'till-1', 'till-2'))).resolves.toEqual([]);
  });

  it('claims a key again in later transactions', async () => {
    for (const _ of ['first', 'second']) {
      await expect(bench.run((tx) => claimIdle(tx, 'till-1'))).resolves.toHaveLength(1);
    }
  });

  it('takes an empty list', async () => {
    await expect(bench.run((tx) => tx.mailbox.claimIdle([]))).resolves.toEqual([]);
  });
}

export function idleKeysSideBySide(bench: Bench): void {
  const deliver = (key: string, text: string): Promise<number> =>
    bench.run((tx) => tx.mailbox.deliver(to(TILLS, message(key, text))));

  it('gives nobody else what is delivered to a key that was claimed idle, until its transaction ends', async () => {
    const first = await bench.begin();
    await expect(claimIdle(first.tx, 'till-1')).resolves.toHaveLength(1);
    await deliver('till-1', 'a');
    await expect(offered(bench)).resolves.toEqual([]);
    await expect(bench.run((tx) => tx.mailbox.lease(TILLS, 1, MINUTE_MS))).resolves.toEqual([]);
    await first.commit();
    await expect(offered(bench)).resolves.toEqual(['a']);
  });

  it('gives up a key to which something was delivered before it got another key', async () => {
    const first = await bench.begin();
    await expect(claimIdle(first.tx, 'till-1')).resolves.toHaveLength(1);
    const second = await bench.begin();
    await expect(claimIdle(second.tx, 'till-2')).resolves.toHaveLength(1);
    await second.tx.mailbox.deliver(to(TILLS, message('till-1', 'from till-2')));
    await second.commit();
    await expect(claimIdle(first.tx, 'till-2')).resolves.toEqual([keyed('till-2')]);
    await expect(claimIdle(first.tx, 'till-1')).resolves.toEqual([]);
  });

  it('gives an idle key to one of two who ask', async () => {
    const first = await bench.begin();
    await expect(claimIdle(first.tx, 'till-1')).resolves.toHaveLength(1);
    await expect(bench.run((tx) => claimIdle(tx, 'till-1'))).resolves.toEqual([]);
    await first.rollBack();
    await expect(bench.run((tx) => claimIdle(tx, 'till-1'))).resolves.toHaveLength(1);
  });

  it('does not claim a key whose messages another transaction works on', async () => {
    await deliver('till-1', 'a');
    const first = await bench.begin();
    const claimed = await claimAll(first.tx);
    expect(textsOf(claimed)).toEqual(['a']);
    await first.tx.mailbox.complete(claimed);
    await expect(bench.run((tx) => claimIdle(tx, 'till-1'))).resolves.toEqual([]);
    await first.commit();
    await expect(bench.run((tx) => claimIdle(tx, 'till-1'))).resolves.toHaveLength(1);
  });
}
