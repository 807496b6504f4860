import { describe, expect, it } from '@jest/globals';
import { type Fact, type FactStore, QUARANTINED_MAX } from '#kernel';
import { type Bench, benchFor } from './support/bench.js';
import type { DatabaseUnderTest } from './support/database-under-test.js';
import { nextId } from './support/samples.js';

/** What the port `FactStore` promises. */
export function factStoreCompliance(underTest: DatabaseUnderTest): void {
  describe(`The fact store of ${underTest.name}`, () => {
    const bench = benchFor(underTest);
    describe('keeps chains, which', () => {
      chains(bench);
    });
    describe('keeps aside', () => {
      setAside(bench);
    });
    describe('keeps feeds, which', () => {
      feeds(bench);
    });
  });
}

const digest = (text: string): string => text.padEnd(43, '0');

const factOf = (author: string, seq: number, branch = 'a'): Fact => ({
  id: digest(`${author.replaceAll('-', '').slice(0, 12)}${seq}${branch}`),
  author,
  seq,
  prev: seq === 1 ? null : digest(`${seq - 1}`),
  at: { ms: 1_000 * seq, count: seq },
  says: { type: 'tills.coffee-sold', version: 1, body: { cups: seq, where: 'Zoë "Z" 🧾' } },
  signature: 's'.repeat(86),
});

const aside = (fact: Fact, why: string) => ({
  id: fact.id,
  author: fact.author,
  seq: fact.seq,
  why,
  fact,
});

const on = <T>(bench: Bench, work: (facts: FactStore) => Promise<T>): Promise<T> =>
  bench.insist((tx) => work(tx.facts));

const append = (bench: Bench, ...facts: Fact[]): Promise<void> =>
  on(bench, async (store) => {
    await store.lockChains(facts.map(({ author }) => author));
    await store.append(facts);
  });

function chains(bench: Bench): void {
  it('are empty at first', async () => {
    const author = nextId();
    const locked = await on(bench, (store) => store.lockChains([author]));
    expect(locked).toEqual(new Map([[author, { head: { seq: 0, id: null }, headAt: undefined }]]));
  });

  it('have their last fact as their head, and give all back as they were signed', async () => {
    const [one, other] = [nextId(), nextId()];
    await append(bench, factOf(one, 1), factOf(other, 1), factOf(one, 2));
    const locked = await on(bench, (store) => store.lockChains([one, other]));
    const { id, at } = factOf(one, 2);
    expect(locked.get(one)).toEqual({ head: { seq: 2, id }, headAt: at });
    expect(locked.get(other)?.head.seq).toBe(1);
    await expect(on(bench, (store) => store.read(one, 0, 10))).resolves.toEqual([
      factOf(one, 1),
      factOf(one, 2),
    ]);
    await expect(on(bench, (store) => store.read(one, 1, 10))).resolves.toEqual([factOf(one, 2)]);
    await expect(on(bench, (store) => store.read(one, 0, 1))).resolves.toEqual([factOf(one, 1)]);
  });

  it('have a frontier: by those who have said something, how much', async () => {
    const [one, other, silent] = [nextId(), nextId(), nextId()];
    await append(bench, factOf(one, 1), factOf(other, 1), factOf(one, 2));
    await on(bench, (store) => store.lockChains([silent]));
    const frontier = await on(bench, (store) => store.frontier());
    expect([one, other, silent].map((author) => frontier.get(author))).toEqual([2, 1, undefined]);
  });

  it('tell which fact stands at a place, where one does', async () => {
    const author = nextId();
    await append(bench, factOf(author, 1));
    const places = [1, 2].map((seq) => ({ author, seq }));
    await expect(on(bench, (store) => store.idsAt(places))).resolves.toEqual(
      new Map([[`${author}/1`, factOf(author, 1).id]]),
    );
  });

  it('are as they were when the transaction is undone', async () => {
    const author = nextId();
    await bench.undone(async (tx) => {
      await tx.facts.lockChains([author]);
      await tx.facts.append([factOf(author, 1)]);
    });
    await expect(on(bench, (store) => store.read(author, 0, 10))).resolves.toEqual([]);
    expect((await on(bench, (store) => store.lockChains([author]))).get(author)?.head.seq).toBe(0);
  });
}

function setAside(bench: Bench): void {
  it('facts that came too early, each once, and gives them up in the order of their places', async () => {
    const author = nextId();
    const [third, second, fork] = [factOf(author, 3), factOf(author, 2), factOf(author, 2, 'b')];
    await on(bench, (store) => store.park([third, second]));
    await on(bench, (store) => store.park([second, fork]));
    expect((await on(bench, (store) => store.countParked())).get(author)).toBe(3);
    await expect(on(bench, (store) => store.takeParked(author, 2, 10))).resolves.toEqual([second, fork]);
    await expect(on(bench, (store) => store.takeParked(author, 9, 10))).resolves.toEqual([third]);
    expect((await on(bench, (store) => store.countParked())).get(author)).toBeUndefined();
  });

  it('what cannot have been said, with the reason, the newest first', async () => {
    const author = nextId();
    const [first, second] = [factOf(author, 1), factOf(author, 2)];
    await on(bench, (store) => store.quarantine([aside(first, 'forged')]));
    await on(bench, (store) => store.quarantine([aside(first, 'forged'), aside(second, 'edited')]));
    await on(bench, (store) =>
      store.quarantine([{ ...aside(first, 'forged'), author: nextId(), id: digest('x') }]),
    );
    const kept = await on(bench, (store) => store.quarantined(author, 10));
    expect(kept.map(({ seq, why }) => ({ seq, why }))).toEqual([
      { seq: 2, why: 'edited' },
      { seq: 1, why: 'forged' },
    ]);
    expect(kept[0]?.fact).toEqual(factOf(author, 2));
    await expect(on(bench, (store) => store.quarantined(undefined, 1))).resolves.toHaveLength(1);
  });

  it('that by reasons, from a place on, until it is released', async () => {
    const author = nextId();
    const [second, fork, third] = [factOf(author, 2), factOf(author, 2, 'b'), factOf(author, 3)];
    const behind = (after: Pick<Fact, 'seq' | 'id'>, limit = 10) =>
      on(bench, (store) => store.quarantinedBehind(author, 'late', after, limit));
    const asides = [third, fork, second].map((fact) => aside(fact, 'late'));
    await on(bench, (store) => store.quarantine([...asides, aside(factOf(author, 4), 'forged')]));
    const all = (await behind({ seq: 0, id: '' })).map(({ fact }) => fact);
    expect(all).toEqual([second, fork, third]);
    expect((await behind({ seq: 0, id: '' }, 1)).map(({ id }) => id)).toEqual([second.id]);
    expect((await behind(second)).map(({ id }) => id)).toEqual([fork.id, third.id]);
    await on(bench, (store) => store.release([second.id, third.id], 'late'));
    expect((await behind({ seq: 0, id: '' })).map(({ id }) => id)).toEqual([fork.id]);
    await expect(on(bench, (store) => store.quarantined(author, 10))).resolves.toHaveLength(2);
  });

  it('no more of one author and for one reason than there is room for', async () => {
    const author = nextId();
    const put = (from: number, count: number, why = 'forged') =>
      on(bench, (store) =>
        store.quarantine(
          Array.from({ length: count }, (_, index) => aside(factOf(author, from + index), why)),
        ),
      );
    await put(1, QUARANTINED_MAX);
    await put(QUARANTINED_MAX + 1, 1);
    await put(QUARANTINED_MAX + 1, 1, 'edited');
    const kept = await on(bench, (store) => store.quarantined(author, QUARANTINED_MAX + 10));
    expect(kept).toHaveLength(QUARANTINED_MAX + 1);
    expect(kept[0]).toMatchObject({ why: 'edited' });
  });

  it('second histories, and knows which facts are of them', async () => {
    const author = nextId();
    const [second, third] = [factOf(author, 2, 'b'), factOf(author, 3, 'b')];
    await on(bench, (store) => store.appendForks([second]));
    await on(bench, (store) => store.appendForks([second, third]));
    const among = (ids: string[], of = author) => on(bench, (store) => store.forksAmong(of, ids));
    await expect(among([second.id, third.id, factOf(author, 2).id])).resolves.toEqual(
      new Set([second.id, third.id]),
    );
    await expect(among([second.id], nextId())).resolves.toEqual(new Set());
  });
}

function feeds(bench: Bench): void {
  const cardsOf = async (storeId: string, after = 0, limit = 10): Promise<string[]> =>
    (await on(bench, (store) => store.changed(storeId, after, limit))).map(({ cardId }) => cardId);

  it('tell each card once, where it changed last', async () => {
    const [storeId, first, second] = [nextId(), nextId(), nextId()];
    await on(bench, (store) => store.announce({ concerns: [{ storeId, cardId: first }], changed: [] }));
    await on(bench, (store) => store.announce({ concerns: [{ storeId, cardId: second }], changed: [] }));
    await expect(cardsOf(storeId)).resolves.toEqual([first, second]);
    await on(bench, (store) => store.announce({ concerns: [], changed: [first] }));
    await expect(cardsOf(storeId)).resolves.toEqual([second, first]);
    await expect(cardsOf(storeId, 0, 1)).resolves.toEqual([second]);
  });

  it('go on behind what was read', async () => {
    const [storeId, first, second] = [nextId(), nextId(), nextId()];
    await on(bench, (store) => store.announce({ concerns: [{ storeId, cardId: first }], changed: [] }));
    const [read] = await on(bench, (store) => store.changed(storeId, 0, 10));
    if (!read) throw new Error('Nothing was told');
    await expect(cardsOf(storeId, read.position)).resolves.toEqual([]);
    await on(bench, (store) =>
      store.announce({
        concerns: [
          { storeId, cardId: second },
          { storeId, cardId: second },
        ],
        changed: [second],
      }),
    );
    await expect(cardsOf(storeId, read.position)).resolves.toEqual([second]);
  });

  it('are for the stores that are concerned, and for no other', async () => {
    const [one, other, cardId, foreign] = [nextId(), nextId(), nextId(), nextId()];
    await on(bench, (store) =>
      store.announce({
        concerns: [
          { storeId: one, cardId },
          { storeId: other, cardId },
          { storeId: other, cardId: foreign },
        ],
        changed: [],
      }),
    );
    await on(bench, (store) => store.announce({ concerns: [], changed: [cardId, nextId()] }));
    await expect(cardsOf(one)).resolves.toEqual([cardId]);
    await expect(cardsOf(other)).resolves.toEqual([foreign, cardId]);
  });
}
