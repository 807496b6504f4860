import { expect, it } from '@jest/globals';
import { ConcurrentWrite, type StoredEvent } from '#kernel';
import type { Bench } from '../support/bench.js';
import { nextId, storedEvent, textOf } from '../support/samples.js';
import { LogReader } from './log-reader.js';

const TILL = 'tills.till/1';
const OTHER_TILL = 'tills.till/2';

export function appending(bench: Bench): void {
  const append = (...events: StoredEvent[]): Promise<unknown> => bench.run((tx) => tx.events.append(events));

  const textsOf = (stream: string): Promise<string[]> =>
    bench.run(async (tx) => ((await tx.events.load([stream])).get(stream) ?? []).map(textOf));

  it('gives back an event as it was appended', async () => {
    const event: StoredEvent = {
      ...storedEvent(TILL, 1),
      version: 3,
      data: {
        cashier: 'Zoë "Z" Ångström 🧾',
        lines: [{ amount: 12.5 }, null],
        cents: Number.MAX_SAFE_INTEGER,
      },
      at: '2024-02-29T23:59:59.999Z',
    };
    await append(event);
    const streams = await bench.run((tx) => tx.events.load([TILL]));
    expect(streams.get(TILL)).toEqual([event]);
  });

  it('loads the events of each stream, oldest first', async () => {
    const events = Array.from({ length: 12 }, (_, index) => storedEvent(TILL, index + 1, `${index + 1}`));
    await append(...events.slice(0, 5), storedEvent(OTHER_TILL, 1, 'other'));
    await append(...events.slice(5));
    const streams = await bench.run((tx) => tx.events.load([TILL, OTHER_TILL]));
    expect(streams.get(TILL)).toEqual(events);
    expect(streams.get(OTHER_TILL)?.map(textOf)).toEqual(['other']);
  });

  it('loads streams from a place on where one is given, and whole where not', async () => {
    const events = Array.from({ length: 5 }, (_, index) => storedEvent(TILL, index + 1, `${index + 1}`));
    await append(...events, storedEvent(OTHER_TILL, 1, 'other'));
    const loadFrom = (place: number) =>
      bench.run((tx) => tx.events.load([TILL, OTHER_TILL], new Map([[TILL, place]])));
    const streams = await loadFrom(4);
    expect(streams.get(TILL)).toEqual(events.slice(3));
    expect(streams.get(OTHER_TILL)?.map(textOf)).toEqual(['other']);
    expect([...(await loadFrom(6)).keys()]).toEqual([OTHER_TILL]);
  });

  it('has nothing for a stream without events', async () => {
    await append(storedEvent(TILL, 1));
    const streams = await bench.run((tx) => tx.events.load([TILL, OTHER_TILL]));
    expect([...streams.keys()]).toEqual([TILL]);
    await expect(bench.run((tx) => tx.events.load([]))).resolves.toEqual(new Map());
  });

  it('shows a transaction what it has appended itself', async () => {
    const texts = await bench.run(async (tx) => {
      await tx.events.append([storedEvent(TILL, 1, 'own')]);
      return (await tx.events.load([TILL])).get(TILL)?.map(textOf);
    });
    expect(texts).toEqual(['own']);
  });

  it('will not append a version that the stream has', async () => {
    await append(storedEvent(TILL, 1, 'first'));
    await expect(append(storedEvent(TILL, 1, 'second'))).rejects.toBeInstanceOf(ConcurrentWrite);
    await expect(textsOf(TILL)).resolves.toEqual(['first']);
  });

  it('will not append one version twice', async () => {
    const twice = append(storedEvent(TILL, 1, 'first'), storedEvent(TILL, 1, 'second'));
    await expect(twice).rejects.toBeInstanceOf(ConcurrentWrite);
    await expect(textsOf(TILL)).resolves.toEqual([]);
  });

  it('appends nothing when one of the streams has moved on', async () => {
    await append(storedEvent(TILL, 1));
    const mixed = append(storedEvent(OTHER_TILL, 1), storedEvent(TILL, 1), storedEvent(OTHER_TILL, 2));
    await expect(mixed).rejects.toBeInstanceOf(ConcurrentWrite);
    await expect(textsOf(OTHER_TILL)).resolves.toEqual([]);
  });

  it('appends nothing even when the conflict is swallowed', async () => {
    await append(storedEvent(TILL, 1));
    const swallowing = bench.run((tx) =>
      tx.events.append([storedEvent(OTHER_TILL, 1), storedEvent(TILL, 1)]).catch(() => undefined),
    );
    await Promise.allSettled([swallowing]);
    await expect(textsOf(OTHER_TILL)).resolves.toEqual([]);
  });

  it('lets one of several writers of a version through', async () => {
    const writers = Array.from({ length: 5 }, (_, index) => append(storedEvent(TILL, 1, `${index}`)));
    const outcomes = await Promise.allSettled(writers);
    const refused = outcomes.flatMap((outcome): unknown[] =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    expect(refused).toHaveLength(4);
    for (const reason of refused) expect(reason).toBeInstanceOf(ConcurrentWrite);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    await expect(textsOf(TILL)).resolves.toEqual([`${winner}`]);
  });

  it('keeps nothing of an append that is undone', async () => {
    await bench.undone((tx) => tx.events.append([storedEvent(TILL, 1, 'undone')]));
    await expect(textsOf(TILL)).resolves.toEqual([]);
    await append(storedEvent(TILL, 1, 'kept'));
    await expect(new LogReader(bench).readUntil(1)).resolves.toEqual(['kept']);
  });

  it('keeps what follows from one request together by its ids', async () => {
    const correlationId = nextId();
    await append(
      { ...storedEvent(TILL, 1), correlationId },
      { ...storedEvent(OTHER_TILL, 1), correlationId },
    );
    const streams = await bench.run((tx) => tx.events.load([TILL, OTHER_TILL]));
    const ids = [...streams.values()].flat().map((event) => event.correlationId);
    expect(ids).toEqual([correlationId, correlationId]);
  });
}
