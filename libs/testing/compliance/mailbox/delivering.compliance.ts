import { expect, it } from '@jest/globals';
import type { Envelope } from '#kernel';
import { eventually } from '../../eventually.js';
import type { Bench } from '../support/bench.js';
import { message, nextId, to } from '../support/samples.js';
import { claimAll, claimOne, offered, takeAll, TILLS } from './claims.js';

export function delivering(bench: Bench): void {
  const deliver = (...envelopes: Envelope[]): Promise<number> =>
    bench.insist((tx) => tx.mailbox.deliver(to(TILLS, ...envelopes)));

  it('hands out what was delivered, as it was delivered', async () => {
    const envelope = message('till-1', 'open', {
      data: { cashier: 'Zoë "Z" Ångström 🧾', lines: [{ amount: 12.5 }, null], open: true },
      causationId: nextId(),
      replyTo: {
        queue: 'purchasing',
        saga: 'purchasing.purchase',
        key: 'purchase-1',
        token: 'open till:do:1',
      },
      inReplyTo: 'close till:do:2',
      operationId: nextId(),
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
    await deliver(envelope);
    const claimed = await bench.run((tx) => claimOne(tx));
    expect(claimed).toMatchObject({ queue: TILLS, failures: 0 });
    expect(claimed.envelope).toEqual(envelope);
  });

  it('drops a message that the queue has already', async () => {
    const envelope = message('till-1', 'once');
    await expect(deliver(envelope)).resolves.toBe(1);
    await expect(deliver(envelope, message('till-1', 'twice'))).resolves.toBe(1);
    await expect(takeAll(bench)).resolves.toEqual(['once', 'twice']);
  });

  it('drops a message that one delivery brings twice', async () => {
    const envelope = message('till-1', 'once');
    await expect(deliver(envelope, envelope)).resolves.toBe(1);
    await expect(takeAll(bench)).resolves.toEqual(['once']);
  });

  it('drops a message that the queue has completed', async () => {
    const envelope = message('till-1', 'once');
    await deliver(envelope);
    await takeAll(bench);
    await expect(deliver(envelope)).resolves.toBe(0);
    await expect(takeAll(bench)).resolves.toEqual([]);
  });

  it('drops a message that the queue has buried', async () => {
    const envelope = message('till-1', 'once');
    await deliver(envelope);
    await bench.run(async (tx) => tx.mailbox.bury(await claimOne(tx), 'poison', ''));
    await expect(deliver(envelope)).resolves.toBe(0);
    await expect(takeAll(bench)).resolves.toEqual([]);
  });

  it('gives each queue its own copy of a message', async () => {
    const envelope = message('till-1', 'for both');
    const delivered = bench.run((tx) =>
      tx.mailbox.deliver([...to(TILLS, envelope), ...to('ledgers', envelope)]),
    );
    await expect(delivered).resolves.toBe(2);
    await expect(takeAll(bench, TILLS)).resolves.toEqual(['for both']);
    await expect(takeAll(bench, 'ledgers')).resolves.toEqual(['for both']);
  });

  it('forgets a delivery that is undone, so that it can be made again', async () => {
    const envelope = message('till-1', 'second try');
    await bench.undone((tx) => tx.mailbox.deliver(to(TILLS, envelope)));
    await expect(takeAll(bench)).resolves.toEqual([]);
    await expect(deliver(envelope)).resolves.toBe(1);
    await expect(takeAll(bench)).resolves.toEqual(['second try']);
  });

  it('takes an empty delivery', async () => {
    await expect(deliver()).resolves.toBe(0);
  });

  it('hands out what its own transaction delivered', async () => {
    const texts = await bench.run(async (tx) => {
      await tx.mailbox.deliver(to(TILLS, message('till-1', 'at once')));
      return claimAll(tx);
    });
    expect(texts).toHaveLength(1);
    await expect(offered(bench)).resolves.toEqual(['at once']);
  });

  it('counts what waits in each queue, and for how long', async () => {
    await deliver(message('till-1', 'a'), message('till-2', 'b'));
    await bench.run((tx) => tx.mailbox.deliver(to('ledgers', message('ledger-1', 'c'))));
    const depths = await eventually(
      () => bench.run((tx) => tx.mailbox.depths()),
      (seen) => seen.length === 2 && seen.every(({ oldestMs }) => oldestMs >= 10),
      { withinMs: 120_000 },
    );
    const waiting = Object.fromEntries(depths.map((depth) => [depth.queue, depth.waiting]));
    expect(waiting).toEqual({ [TILLS]: 2, ledgers: 1 });
  });

  it('tells how far queues are behind, as far as it is asked to count, without keys that wait', async () => {
    const backlog = (countMax: number) => bench.run((tx) => tx.mailbox.backlog([TILLS], countMax));
    await expect(backlog(10)).resolves.toEqual({ waiting: 0, oldestMs: 0 });
    await deliver(message('till-1', 'a'), message('till-1', 'b'), message('till-2', 'c'));
    await bench.run((tx) => tx.mailbox.deliver(to('ledgers', message('ledger-1', 'd'))));
    const seen = await eventually(
      () => backlog(10),
      ({ oldestMs }) => oldestMs >= 10,
      { withinMs: 120_000 },
    );
    expect(seen.waiting).toBe(3);
    await expect(backlog(2)).resolves.toMatchObject({ waiting: 2 });
    await bench.run((tx) => tx.mailbox.lease(TILLS, 10, 60_000));
    await expect(backlog(10)).resolves.toEqual({ waiting: 3, oldestMs: 0 });
  });

  it('counts nothing in a queue that is worked off', async () => {
    await deliver(message('till-1', 'a'));
    await takeAll(bench);
    const depths = await bench.run((tx) => tx.mailbox.depths());
    expect(depths.filter(({ waiting }) => waiting > 0)).toEqual([]);
  });
}
