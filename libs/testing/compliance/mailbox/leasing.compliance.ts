import { expect, it } from '@jest/globals';
import { ConcurrentWrite, type Envelope, type Leased } from '#kernel';
import { eventually } from '../../eventually.js';
import type { Bench } from '../support/bench.js';
import { message, textsOf, to } from '../support/samples.js';
import { offered, takeAll, TILLS } from './claims.js';

const MINUTE_MS = 60_000;

export function leasing(bench: Bench): void {
  const deliver = (...envelopes: Envelope[]): Promise<number> =>
    bench.run((tx) => tx.mailbox.deliver(to(TILLS, ...envelopes)));

  const lease = (leaseMs: number, limit = 10): Promise<Leased[]> =>
    bench.run((tx) => tx.mailbox.lease(TILLS, limit, leaseMs));

  const leaseOne = async (leaseMs: number): Promise<Leased> => {
    const [leased, ...more] = await lease(leaseMs);
    if (!leased || more.length > 0) throw new Error('One message was expected');
    return leased;
  };

  /** Leases again as soon as the lease before has ended. */
  const leaseAgain = (leaseMs: number): Promise<Leased> =>
    eventually(
      () => leaseOne(leaseMs),
      () => true,
      { withinMs: 120_000 },
    );

  const complete = (leased: Leased): Promise<boolean> => bench.run((tx) => tx.mailbox.completeLeased(leased));

  it('leases the first message of each free key', async () => {
    await deliver(message('till-1', 'a1'), message('till-1', 'a2'), message('till-2', 'b1'));
    const leased = await lease(MINUTE_MS);
    expect(textsOf(leased).toSorted()).toEqual(['a1', 'b1']);
    expect(leased[0]).toMatchObject({ queue: TILLS, failures: 0 });
  });

  it('leases no more than the limit', async () => {
    await deliver(message('till-1', 'a'), message('till-2', 'b'), message('till-3', 'c'));
    await expect(lease(MINUTE_MS, 2)).resolves.toHaveLength(2);
    await expect(lease(MINUTE_MS, 2)).resolves.toHaveLength(1);
  });

  it('gives a leased key to nobody else, neither by lease nor by claim', async () => {
    await deliver(message('till-1', 'a1'), message('till-1', 'a2'), message('till-2', 'b1'));
    await lease(MINUTE_MS, 2);
    await expect(lease(MINUTE_MS)).resolves.toEqual([]);
    await expect(offered(bench)).resolves.toEqual([]);
  });

  it('goes on with the key once its leased message is completed', async () => {
    await deliver(message('till-1', 'a1'), message('till-1', 'a2'));
    await expect(complete(await leaseOne(MINUTE_MS))).resolves.toBe(true);
    expect(textsOf([await leaseOne(MINUTE_MS)])).toEqual(['a2']);
  });

  it('frees a message whose lease was undone, at once', async () => {
    await deliver(message('till-1', 'a'));
    await bench.undone((tx) => tx.mailbox.lease(TILLS, 1, MINUTE_MS));
    await expect(lease(MINUTE_MS)).resolves.toHaveLength(1);
  });

  it('keeps a message whose completion was undone', async () => {
    await deliver(message('till-1', 'a'));
    const leased = await leaseOne(MINUTE_MS);
    await bench.undone((tx) => tx.mailbox.completeLeased(leased));
    await expect(complete(leased)).resolves.toBe(true);
    await expect(complete(leased)).resolves.toBe(false);
  });

  it('counts the leases that ended without a word, until one is settled', async () => {
    await deliver(message('till-1', 'a'));
    expect((await leaseOne(1)).starts).toBe(0);
    expect((await leaseAgain(1)).starts).toBe(1);
    const third = await leaseAgain(MINUTE_MS);
    expect(third.starts).toBe(2);
    await bench.run((tx) => tx.mailbox.postpone(third, 'not yet', 0));
    expect((await leaseAgain(1)).starts).toBe(0);
  });

  it('counts a lease that ended without a word for a quarter when its process had survived the beginning', async () => {
    await deliver(message('till-1', 'a'));
    await leaseOne(1);
    const second = await leaseAgain(1);
    await bench.run((tx) => tx.mailbox.survive(second));
    const third = await leaseAgain(MINUTE_MS);
    expect(third.starts).toBe(1.25);
    await bench.run((tx) => tx.mailbox.survive(second));
    await bench.run((tx) => tx.mailbox.extendLeases([third], 1));
    expect((await leaseAgain(MINUTE_MS)).starts).toBe(2.25);
  });

  it('leases alone what is suspect because a lease of it has ended without a word', async () => {
    await deliver(message('till-1', 'a'), message('till-2', 'b'));
    await lease(0);
    await deliver(message('till-3', 'c'), message('till-4', 'd'));
    const untried = await bench.run((tx) => tx.mailbox.lease(TILLS, 1, MINUTE_MS, 'none'));
    expect(textsOf(untried)).toEqual(['c']);
    const [first, second] = [await leaseAgain(MINUTE_MS), await leaseAgain(MINUTE_MS)];
    expect(textsOf([first, second]).toSorted()).toEqual(['a', 'b']);
    expect(textsOf(await lease(MINUTE_MS))).toEqual(['d']);
    await expect(lease(MINUTE_MS)).resolves.toEqual([]);
  });

  it('gives a message to another when its lease has ended, and lets only that one complete it', async () => {
    await deliver(message('till-1', 'a'));
    const lost = await leaseOne(40);
    const held = await leaseAgain(MINUTE_MS);
    expect(held.envelope).toEqual(lost.envelope);
    await expect(complete(lost)).resolves.toBe(false);
    await expect(complete(held)).resolves.toBe(true);
  });

  it('does not end a lease early', async () => {
    await deliver(message('till-1', 'a'));
    const leasedAt = await bench.run(async (tx) => {
      await tx.mailbox.lease(TILLS, 1, 150);
      return tx.now();
    });
    const again = await eventually(
      () => bench.run(async (tx) => ({ leased: await tx.mailbox.lease(TILLS, 1, 150), at: await tx.now() })),
      ({ leased }) => leased.length > 0,
      { withinMs: 120_000, everyMs: 2 },
    );
    expect(again.at - leasedAt).toBeGreaterThanOrEqual(149);
  });

  it('hands a message whose lease has ended to a claim, too', async () => {
    await deliver(message('till-1', 'a'));
    await leaseOne(40);
    await eventually(
      () => takeAll(bench),
      (texts) => texts.join() === 'a',
      { withinMs: 120_000 },
    );
  });

  it('extends a lease from now on', async () => {
    await deliver(message('till-1', 'a'), message('till-2', 'b'));
    const [first, second] = await lease(100);
    if (!first || !second) throw new Error('Two messages were expected');
    await bench.run((tx) => tx.mailbox.extendLeases([first], MINUTE_MS));
    const freed = await eventually(
      () => lease(MINUTE_MS),
      (leased) => leased.length > 0,
      { withinMs: 120_000 },
    );
    expect(textsOf(freed)).toEqual(textsOf([second]));
    await expect(complete(first)).resolves.toBe(true);
  });

  it('does not extend a lease that was lost', async () => {
    await deliver(message('till-1', 'a'));
    const lost = await leaseOne(40);
    const next = await leaseAgain(40);
    await bench.run((tx) => tx.mailbox.extendLeases([lost], MINUTE_MS));
    await expect(leaseAgain(MINUTE_MS)).resolves.toMatchObject({ sequence: next.sequence });
  });

  it('lets a leased message fail: its key waits for the retry and no longer for the lease', async () => {
    await deliver(message('till-1', 'a1'), message('till-1', 'a2'), message('till-2', 'b1'));
    const leased = await lease(MINUTE_MS);
    for (const each of leased) {
      const retryInMs = each.envelope.key === 'till-1' ? 30 : MINUTE_MS;
      await bench.run((tx) => tx.mailbox.fail(each, 'no answer', retryInMs));
    }
    const again = await leaseAgain(MINUTE_MS);
    expect(textsOf([again])).toEqual(['a1']);
    expect(again.failures).toBe(1);
  });

  it('ends a lease with the failure of its message', async () => {
    await deliver(message('till-1', 'a'));
    const leased = await leaseOne(MINUTE_MS);
    await bench.run((tx) => tx.mailbox.fail(leased, 'no answer', MINUTE_MS));
    await bench.run((tx) => tx.mailbox.extendLeases([leased], 1));
    await expect(complete(leased)).resolves.toBe(false);
    const inMs = await bench.run((tx) => tx.mailbox.nextRetryInMs([TILLS]));
    expect(inMs).toBeGreaterThan(MINUTE_MS / 2);
  });

  it('lets a leased message be buried', async () => {
    await deliver(message('till-1', 'a1'), message('till-1', 'a2'));
    const leased = await leaseOne(MINUTE_MS);
    await bench.run((tx) => tx.mailbox.bury(leased, 'declined', 'by the provider'));
    expect(textsOf([await leaseOne(MINUTE_MS)])).toEqual(['a2']);
    const letters = await bench.run((tx) => tx.mailbox.deadLetters(10));
    expect(letters).toMatchObject([{ reason: 'declined', envelope: leased.envelope }]);
  });

  it('does not let the holder of a lost lease fail or bury what another works on', async () => {
    await deliver(message('till-1', 'a'));
    const lost = await leaseOne(40);
    const held = await leaseAgain(MINUTE_MS);
    const failed = bench.run((tx) => tx.mailbox.fail(lost, 'no answer', 0));
    await expect(failed).rejects.toBeInstanceOf(ConcurrentWrite);
    const buried = bench.run((tx) => tx.mailbox.bury(lost, 'poison', ''));
    await expect(buried).rejects.toBeInstanceOf(ConcurrentWrite);
    await expect(complete(held)).resolves.toBe(true);
  });

  it('says when a leased key may go on', async () => {
    const nextInMs = (): Promise<number | undefined> => bench.run((tx) => tx.mailbox.nextRetryInMs([TILLS]));
    await deliver(message('till-1', 'a'));
    const leased = await leaseOne(MINUTE_MS);
    const inMs = await nextInMs();
    expect(inMs).toBeGreaterThan(MINUTE_MS / 2);
    expect(inMs).toBeLessThanOrEqual(MINUTE_MS);
    await complete(leased);
    await expect(nextInMs()).resolves.toBeUndefined();
  });

  it('remembers a message that was completed under a lease', async () => {
    const envelope = message('till-1', 'a');
    await deliver(envelope);
    await complete(await leaseOne(MINUTE_MS));
    await expect(deliver(envelope)).resolves.toBe(0);
  });

  it('leases nothing from a queue without messages', async () => {
    await expect(lease(MINUTE_MS)).resolves.toEqual([]);
  });
}
