import { expect, it } from '@jest/globals';
import { Unavailable } from '#kernel';
import type { Bench } from '../support/bench.js';
import { storedEvent } from '../support/samples.js';

export function openingAndClosing(bench: Bench): void {
  it('answers while it is open', async () => {
    await expect(bench.database.ping()).resolves.toBeUndefined();
  });

  it('starts empty', async () => {
    const seen = await bench.run(async (tx) => ({
      depths: (await tx.mailbox.depths()).filter(({ waiting }) => waiting > 0),
      deadLetters: await tx.mailbox.deadLetters(10),
      sagas: await tx.sagas.list({ limit: 10 }),
      timer: await tx.timers.nextInMs(['tills.closing']),
      outgoing: (await tx.outbox.depth()).waiting,
    }));
    expect(seen).toEqual({ depths: [], deadLetters: [], sagas: [], timer: undefined, outgoing: 0 });
  });

  it('is unavailable after it was closed, and may be closed again', async () => {
    await bench.run((tx) => tx.events.append([storedEvent('tills.till/1', 1)]));
    await bench.database.close();
    await expect(bench.database.ping()).rejects.toBeInstanceOf(Unavailable);
    await expect(bench.run(async () => 'too late')).rejects.toBeInstanceOf(Unavailable);
    await expect(bench.database.close()).resolves.toBeUndefined();
  });
}
