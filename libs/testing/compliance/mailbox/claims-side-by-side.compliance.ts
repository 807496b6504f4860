import { expect, it } from '@jest/globals';
import type { Envelope, Transaction } from '#kernel';
import type { Bench } from '../support/bench.js';
import { message, storedEvent, textOf, textsOf, to } from '../support/samples.js';
import { claimAll, offered, takeAll, TILLS } from './claims.js';

const KEYS = Array.from({ length: 160 }, (_, index) => `till-${index}`);

export function claimsSideBySide(bench: Bench): void {
  const deliver = (...envelopes: Envelope[]): Promise<number> =>
    bench.run((tx) => tx.mailbox.deliver(to(TILLS, ...envelopes)));

  it('gives a claimed message to nobody else while its transaction is open', async () => {
    await deliver(message('till-1', 'a'));
    const first = await bench.begin();
    await expect(claimAll(first.tx)).resolves.toHaveLength(1);
    await expect(offered(bench)).resolves.toEqual([]);
    await first.rollBack();
    await expect(offered(bench)).resolves.toEqual(['a']);
  });

  it('gives the rest of a key to nobody else while its first message is worked on', async () => {
    await deliver(message('till-1', 'a1'), message('till-1', 'a2'), message('till-2', 'b1'));
    const first = await bench.begin();
    const claimed = await first.tx.mailbox.claim({ queues: [TILLS], limit: 1, share: 1 });
    expect(textsOf(claimed)).toEqual(['a1']);
    await deliver(message('till-1', 'a3'));
    const others = await offered(bench);
    expect(others.filter((text) => text.startsWith('a'))).toEqual([]);
    await first.tx.mailbox.complete(claimed);
    await first.commit();
    const rest = await takeAll(bench);
    expect(rest.filter((text) => text.startsWith('a'))).toEqual(['a2', 'a3']);
  });

  it('works on equal keys of different queues side by side', async () => {
    await deliver(message('till-1', 'a'));
    await bench.run((tx) => tx.mailbox.deliver(to('ledgers', message('till-1', 'b'))));
    const first = await bench.begin();
    await expect(claimAll(first.tx)).resolves.toHaveLength(1);
    await expect(takeAll(bench, 'ledgers')).resolves.toEqual(['b']);
  });

  it('leaves work for others when a claim takes its share only', async () => {
    await deliver(...KEYS.map((key) => message(key, key)));
    const first = await bench.begin();
    const second = await bench.begin();
    const half = { queues: [TILLS], limit: 1_000, share: 0.5 };
    const ours = await first.tx.mailbox.claim(half);
    const theirs = await second.tx.mailbox.claim(half);
    expect(ours.length).toBeLessThanOrEqual(120);
    expect(theirs.length).toBeGreaterThan(0);
    expect(textsOf(ours).filter((text) => textsOf(theirs).includes(text))).toEqual([]);
  });

  it('delivers into a key that is being worked on, and hands that out afterwards', async () => {
    await deliver(message('till-1', 'a1'));
    const first = await bench.begin();
    const claimed = await claimAll(first.tx);
    await deliver(message('till-1', 'a2'));
    await first.tx.mailbox.complete(claimed);
    await first.commit();
    await expect(takeAll(bench)).resolves.toEqual(['a2']);
  });

  it('loses no message whose delivery commits late', async () => {
    const slow = await bench.begin();
    await slow.tx.mailbox.deliver(to(TILLS, message('till-1', 'early'), message('till-2', 'early too')));
    await deliver(message('till-1', 'late'));
    await expect(takeAll(bench)).resolves.toEqual(['late']);
    await slow.commit();
    const rest = await takeAll(bench);
    expect(rest.toSorted()).toEqual(['early', 'early too']);
  });

  it('hands a key to one at a time, even when an earlier message of it arrives late', async () => {
    const slow = await bench.begin();
    await slow.tx.mailbox.deliver(to(TILLS, message('till-1', 'early')));
    await deliver(message('till-1', 'late'));
    const first = await bench.begin();
    const claimed = await claimAll(first.tx);
    expect(textsOf(claimed)).toEqual(['late']);
    await slow.commit();
    await expect(offered(bench)).resolves.toEqual([]);
    await first.tx.mailbox.complete(claimed);
    await first.commit();
    await expect(takeAll(bench)).resolves.toEqual(['early']);
  });

  it('keeps one of two deliveries of a message that are made side by side', async () => {
    const envelope = message('till-1', 'once');
    const first = await bench.begin();
    await first.tx.mailbox.deliver(to(TILLS, envelope));
    const second = bench.insist((tx) => tx.mailbox.deliver(to(TILLS, envelope)));
    await first.commit();
    await expect(second).resolves.toBe(0);
    await expect(takeAll(bench)).resolves.toEqual(['once']);
  });

  it('does not take a delivery for a repeated one because of another that is undone', async () => {
    const envelope = message('till-1', 'once');
    const first = await bench.begin();
    await first.tx.mailbox.deliver(to(TILLS, envelope));
    const second = bench.insist((tx) => tx.mailbox.deliver(to(TILLS, envelope)));
    await first.rollBack();
    await expect(second).resolves.toBe(1);
    await expect(takeAll(bench)).resolves.toEqual(['once']);
  });

  it('keeps the order of every key with several workers, some of which fail', async () => {
    const texts = Array.from({ length: 12 }, (_, index) => `${index}`);
    const keys = KEYS.slice(0, 5);
    for (const text of texts) await deliver(...keys.map((key) => message(key, text)));
    await Promise.all(['one', 'two', 'three', 'four'].map(() => workOff(bench)));
    const streams = await bench.run((tx) => tx.events.load(keys));
    for (const key of keys) expect((streams.get(key) ?? []).map(textOf)).toEqual(texts);
  });
}

class Stumbled extends Error {
  override readonly name = 'Stumbled';
}

/** Writes each message into the stream of its key, in transactions of which every third fails at its end. */
async function workOff(bench: Bench): Promise<void> {
  for (let round = 1; ; round++) {
    const stumbles = round % 3 === 0;
    try {
      const left = await bench.insist(async (tx) => {
        await handleSome(tx);
        if (stumbles) throw new Stumbled();
        return tx.mailbox.depths();
      });
      if (left.every(({ waiting }) => waiting === 0)) return;
    } catch (error) {
      if (!(error instanceof Stumbled)) throw error;
    }
  }
}

async function handleSome(tx: Transaction): Promise<void> {
  const claimed = await tx.mailbox.claim({ queues: [TILLS], limit: 4, share: 0.5 });
  const streams = await tx.events.load(claimed.map(({ envelope }) => envelope.key));
  const lengths = new Map([...streams].map(([stream, events]) => [stream, events.length]));
  const events = claimed.map(({ envelope }) => {
    const version = (lengths.get(envelope.key) ?? 0) + 1;
    lengths.set(envelope.key, version);
    return storedEvent(envelope.key, version, textOf(envelope));
  });
  if (events.length > 0) await tx.events.append(events);
  await tx.mailbox.complete(claimed);
}
