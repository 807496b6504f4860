import { expect, it } from '@jest/globals';
import { ConcurrentWrite, type Envelope } from '#kernel';
import { eventually } from '../../eventually.js';
import type { Bench } from '../support/bench.js';
import { ISO_TIME, message, nextId, textsOf, to } from '../support/samples.js';
import { claimAll, claimOne, offered, takeAll, TILLS } from './claims.js';

const MINUTE_MS = 60_000;

export function failing(bench: Bench): void {
  const deliver = (...envelopes: Envelope[]): Promise<number> =>
    bench.run((tx) => tx.mailbox.deliver(to(TILLS, ...envelopes)));

  const failFirst = (key: string, retryInMs: number): Promise<number> =>
    bench.run(async (tx) => {
      const first = (await claimAll(tx)).find(({ envelope }) => envelope.key === key);
      if (!first) throw new Error(`Nothing of ${key} was handed out`);
      await tx.mailbox.fail(first, 'no answer', retryInMs);
      return tx.now();
    });

  const nextRetryInMs = (queue = TILLS): Promise<number | undefined> =>
    bench.run((tx) => tx.mailbox.nextRetryInMs([queue]));

  it('lets the key of a failed message wait while others go on', async () => {
    await deliver(message('till-1', 'a1'), message('till-2', 'b1'), message('till-1', 'a2'));
    await failFirst('till-1', MINUTE_MS);
    await deliver(message('till-1', 'a3'), message('till-2', 'b2'));
    await expect(takeAll(bench)).resolves.toEqual(['b1', 'b2']);
  });

  it('blocks the key in its own queue only', async () => {
    await deliver(message('till-1', 'a'));
    await bench.run((tx) => tx.mailbox.deliver(to('ledgers', message('till-1', 'b'))));
    await failFirst('till-1', MINUTE_MS);
    const both = { queues: [TILLS, 'ledgers'], limit: 10, share: 1 };
    const claimed = await bench.run((tx) => tx.mailbox.claim(both));
    expect(textsOf(claimed)).toEqual(['b']);
  });

  it('hands a failed message out again at its retry time and not before, ahead of those behind it', async () => {
    await deliver(message('till-1', 'a1'), message('till-1', 'a2'));
    const failedAt = await failFirst('till-1', 150);
    const again = await eventually(
      () => bench.run(async (tx) => ({ texts: textsOf(await claimAll(tx)), at: await tx.now() })),
      ({ texts }) => texts.length > 0,
      { withinMs: 120_000, everyMs: 2 },
    );
    expect(again.texts).toEqual(['a1', 'a2']);
    expect(again.at - failedAt).toBeGreaterThanOrEqual(149);
  });

  it('counts how often a message has failed', async () => {
    await deliver(message('till-1', 'a'));
    for (const failures of [0, 1, 2]) {
      const claimed = await eventually(
        () => bench.run(async (tx) => (await claimAll(tx))[0]),
        (seen) => seen !== undefined,
        { withinMs: 120_000 },
      );
      expect(claimed?.failures).toBe(failures);
      await failFirst('till-1', 0);
    }
  });

  it('keeps what was completed before the failure', async () => {
    await deliver(message('till-1', 'a1'), message('till-1', 'a2'), message('till-1', 'a3'));
    await bench.run(async (tx) => {
      const [first, second] = await claimAll(tx);
      if (!first || !second) throw new Error('Two messages were expected');
      await tx.mailbox.complete([first]);
      await tx.mailbox.fail(second, 'no answer', 0);
    });
    await eventually(
      () => offered(bench),
      (texts) => texts.join() === 'a2,a3',
      { withinMs: 120_000 },
    );
  });

  it('counts a failure for its own message only', async () => {
    await deliver(message('till-1', 'a1'), message('till-1', 'a2'));
    await failFirst('till-1', 0);
    const claimed = await eventually(
      () => bench.run((tx) => claimAll(tx)),
      (seen) => seen.length === 2,
      { withinMs: 120_000 },
    );
    expect(claimed.map(({ failures }) => failures)).toEqual([1, 0]);
  });

  it('lets the key wait when one before the failed message succeeds after failures of its own', async () => {
    await deliver(message('till-1', 'a1'), message('till-1', 'a2'));
    await failFirst('till-1', 0);
    const failSecond = (retryInMs: number): Promise<void> =>
      bench.run(async (tx) => {
        const [first, second] = await claimAll(tx);
        if (!first || !second) throw new Error('Two messages were expected');
        await tx.mailbox.fail(second, 'no answer', retryInMs);
        await tx.mailbox.complete([first]);
      });
    await eventually(
      () => failSecond(MINUTE_MS),
      () => true,
      { withinMs: 120_000 },
    );
    await expect(offered(bench)).resolves.toEqual([]);
  });

  it('forgets a failure whose transaction is undone', async () => {
    await deliver(message('till-1', 'a'));
    await bench.undone(async (tx) => tx.mailbox.fail(await claimOne(tx), 'no answer', MINUTE_MS));
    await expect(bench.run((tx) => claimOne(tx))).resolves.toMatchObject({ failures: 0 });
  });

  it('says when the next waiting key may go on', async () => {
    await expect(nextRetryInMs()).resolves.toBeUndefined();
    await deliver(message('till-1', 'a'));
    await failFirst('till-1', MINUTE_MS);
    const inMs = await nextRetryInMs();
    expect(inMs).toBeGreaterThan(MINUTE_MS / 2);
    expect(inMs).toBeLessThanOrEqual(MINUTE_MS);
    await expect(nextRetryInMs('ledgers')).resolves.toBeUndefined();
  });

  it('says to ask again at once, or in a moment, when a key may go on', async () => {
    await deliver(message('till-1', 'a'), message('till-2', 'b'));
    await failFirst('till-1', MINUTE_MS);
    await failFirst('till-2', 30);
    await eventually(nextRetryInMs, (inMs) => inMs !== undefined && inMs <= 20, { withinMs: 120_000 });
    await eventually(
      () => takeAll(bench),
      (texts) => texts.join() === 'b',
      { withinMs: 120_000 },
    );
    await expect(nextRetryInMs()).resolves.toBeGreaterThan(MINUTE_MS / 2);
  });

  it('has no retry to wait for once the message is through', async () => {
    await deliver(message('till-1', 'a'));
    await failFirst('till-1', 0);
    await eventually(
      () => takeAll(bench),
      (texts) => texts.join() === 'a',
      { withinMs: 120_000 },
    );
    await expect(nextRetryInMs()).resolves.toBeUndefined();
  });

  it('does not let a message fail or be buried that another transaction has completed', async () => {
    await deliver(message('till-1', 'a'));
    const stale = await bench.run((tx) => claimOne(tx));
    await takeAll(bench);
    const failed = bench.run((tx) => tx.mailbox.fail(stale, 'no answer', 0));
    await expect(failed).rejects.toBeInstanceOf(ConcurrentWrite);
    const buried = bench.run((tx) => tx.mailbox.bury(stale, 'poison', ''));
    await expect(buried).rejects.toBeInstanceOf(ConcurrentWrite);
    await expect(bench.run((tx) => tx.mailbox.deadLetters(10))).resolves.toEqual([]);
  });

  it('lets the key of a buried message go on', async () => {
    await deliver(message('till-1', 'a1'), message('till-1', 'a2'));
    await bench.run(async (tx) => {
      const [first] = await claimAll(tx);
      if (first) await tx.mailbox.bury(first, 'poison', 'cannot be read');
    });
    await expect(takeAll(bench)).resolves.toEqual(['a2']);
  });

  it('keeps a buried message among the dead letters, with the reason', async () => {
    const envelope = message('till-1', 'a');
    await deliver(envelope);
    await failFirst('till-1', 0);
    const before = await bench.run((tx) => tx.now());
    const id = await bench.run(async (tx) =>
      tx.mailbox.bury(await claimOne(tx), 'unknown-type', 'No message is called tills.note'),
    );
    const after = await bench.run((tx) => tx.now());
    const letters = await bench.run((tx) => tx.mailbox.deadLetters(10));
    expect(letters).toEqual([
      {
        id,
        queue: TILLS,
        reason: 'unknown-type',
        detail: 'No message is called tills.note',
        failures: 1,
        at: expect.stringMatching(ISO_TIME),
        envelope,
      },
    ]);
    const buriedAt = Date.parse(letters[0]?.at ?? '');
    expect(buriedAt).toBeGreaterThanOrEqual(before);
    expect(buriedAt).toBeLessThanOrEqual(after);
  });

  it('has no dead letter when the burial is undone', async () => {
    await deliver(message('till-1', 'a'));
    await bench.undone(async (tx) => tx.mailbox.bury(await claimOne(tx), 'poison', ''));
    await expect(bench.run((tx) => tx.mailbox.deadLetters(10))).resolves.toEqual([]);
    await expect(offered(bench)).resolves.toEqual(['a']);
  });

  it('keeps what is no message among the dead letters, once', async () => {
    const undeliverable = {
      queue: TILLS,
      id: nextId(),
      reason: 'no-message',
      detail: 'There is no type',
      raw: { bytes: 'AAEC' },
    };
    await bench.run((tx) => tx.mailbox.deliverDead([undeliverable, undeliverable]));
    await bench.run((tx) => tx.mailbox.deliverDead([undeliverable]));
    await bench.undone((tx) => tx.mailbox.deliverDead([{ ...undeliverable, id: nextId() }]));
    const { reason, detail, raw } = undeliverable;
    const letters = await bench.run((tx) => tx.mailbox.deadLetters(10));
    expect(letters).toEqual([
      {
        id: expect.any(String),
        queue: TILLS,
        reason,
        detail,
        failures: 0,
        at: expect.stringMatching(ISO_TIME),
        envelope: raw,
      },
    ]);
    await expect(takeAll(bench)).resolves.toEqual([]);
  });

  it('lists the newest dead letters first', async () => {
    for (const reason of ['first', 'second', 'third']) {
      await deliver(message('till-1', reason));
      await bench.run(async (tx) => tx.mailbox.bury(await claimOne(tx), reason, ''));
    }
    const letters = await bench.run((tx) => tx.mailbox.deadLetters(2));
    expect(letters.map(({ reason }) => reason)).toEqual(['third', 'second']);
    expect(new Set(letters.map(({ id }) => id)).size).toBe(2);
  });
}
