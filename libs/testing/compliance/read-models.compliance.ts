import { describe, expect, it } from '@jest/globals';
import type { LogPosition, LogReader, Projection, Row, RowQuery } from '#kernel';
import { type Bench, benchFor } from './support/bench.js';
import type { DatabaseUnderTest } from './support/database-under-test.js';
import { nextId, storedEvent } from './support/samples.js';
import { tills } from './support/tills-projection.js';

const TILLS = tills();

/** What the port `ReadModels` promises. */
export function readModelsCompliance(underTest: DatabaseUnderTest): void {
  describe(`The read models of ${underTest.name}`, () => {
    const bench = benchFor(underTest);
    describe('rows', () => {
      rows(bench);
    });
    describe('lists', () => {
      lists(bench);
    });
    describe('checkpoints', () => {
      checkpoints(bench);
      if (underTest.concurrentTransactions) checkpointsSideBySide(bench);
    });
  });
}

const prepare = (bench: Bench, ...projections: Projection[]): Promise<void> =>
  bench.insist((tx) => tx.readModels.prepare(projections));

/** A position such as an event store gives. */
const nextPosition = (bench: Bench): Promise<LogPosition> =>
  bench.run((tx) => tx.events.append([storedEvent(`tills.till/${nextId()}`, 1)]));

async function save(
  bench: Bench,
  changed: Readonly<Record<string, object | undefined>>,
  projection: Projection = TILLS,
): Promise<LogPosition> {
  const position = await nextPosition(bench);
  await bench.run(async (tx) => {
    await tx.readModels.save(projection, new Map(Object.entries(changed)));
    await tx.readModels.advance([projection], position);
  });
  return position;
}

const find = (bench: Bench, key: string, projection: Projection = TILLS): Promise<Row | undefined> =>
  bench.run((tx) => tx.readModels.find(projection, key));

function rows(bench: Bench): void {
  it('gives back a row as it was saved', async () => {
    await prepare(bench, TILLS);
    const row = {
      cashier: 'Zoë "Z" Ångström 🧾',
      store: "O'slo",
      lines: [{ amount: 12.5 }, null],
      open: false,
    };
    await save(bench, { 'till-1': row });
    await expect(find(bench, 'till-1')).resolves.toEqual(row);
    await expect(find(bench, 'till-2')).resolves.toBeUndefined();
  });

  it('loads what there is of many rows', async () => {
    await prepare(bench, TILLS);
    await save(bench, { a: { cashier: 'Ann' }, b: { cashier: 'Bob' }, c: { cashier: 'Cid' } });
    const loaded = await bench.run((tx) => tx.readModels.load(TILLS, ['c', 'a', 'x']));
    expect(new Map([...loaded].toSorted())).toEqual(
      new Map([
        ['a', { cashier: 'Ann' }],
        ['c', { cashier: 'Cid' }],
      ]),
    );
    await expect(bench.run((tx) => tx.readModels.load(TILLS, []))).resolves.toEqual(new Map());
  });

  it('replaces, adds and removes rows in one call', async () => {
    await prepare(bench, TILLS);
    await save(bench, { a: { cashier: 'Ann', open: true }, b: { cashier: 'Bob' } });
    await save(bench, { a: { cashier: 'Eve' }, b: undefined, c: { cashier: 'Cid' }, never: undefined });
    await expect(find(bench, 'a')).resolves.toEqual({ cashier: 'Eve' });
    await expect(find(bench, 'b')).resolves.toBeUndefined();
    await expect(find(bench, 'c')).resolves.toEqual({ cashier: 'Cid' });
  });

  it('keeps nothing of a save that is undone', async () => {
    await prepare(bench, TILLS);
    const position = await save(bench, { a: { cashier: 'Ann' } });
    const later = await nextPosition(bench);
    await bench.undone(async (tx) => {
      await tx.readModels.save(TILLS, new Map([['a', undefined]]));
      await tx.readModels.advance([TILLS], later);
    });
    await expect(find(bench, 'a')).resolves.toEqual({ cashier: 'Ann' });
    await expect(bench.run((tx) => tx.readModels.position(TILLS))).resolves.toBe(position);
  });

  it('shows a transaction what it has saved itself', async () => {
    await prepare(bench, TILLS);
    const seen = await bench.run(async (tx) => {
      await tx.readModels.save(TILLS, new Map([['a', { cashier: 'Ann', store: 'Oslo' }]]));
      return tx.readModels.list(TILLS, { where: { store: 'Oslo' }, limit: 10 });
    });
    expect(seen).toEqual([{ cashier: 'Ann', store: 'Oslo' }]);
  });

  it('keeps versions and projections apart', async () => {
    const next = tills(2);
    const other = tills(1, 'tills.drawers');
    await prepare(bench, TILLS, next, other);
    const position = await save(bench, { a: { cashier: 'Ann' } });
    await save(bench, { a: { cashier: 'Bob' } }, next);
    await expect(find(bench, 'a')).resolves.toEqual({ cashier: 'Ann' });
    await expect(find(bench, 'a', next)).resolves.toEqual({ cashier: 'Bob' });
    await expect(find(bench, 'a', other)).resolves.toBeUndefined();
    await expect(bench.run((tx) => tx.readModels.position(other))).resolves.toBeUndefined();
    await expect(bench.run((tx) => tx.readModels.position(TILLS))).resolves.toBe(position);
  });

  it('prepares again without touching what is there', async () => {
    await prepare(bench, TILLS);
    const position = await save(bench, { a: { cashier: 'Ann' } });
    await prepare(bench, TILLS, tills(2));
    await expect(find(bench, 'a')).resolves.toEqual({ cashier: 'Ann' });
    await expect(bench.run((tx) => tx.readModels.position(TILLS))).resolves.toBe(position);
  });

  it('prepares for several processes that start at once', async () => {
    const projections = [TILLS, tills(2), tills(1, 'tills.drawers')];
    await Promise.all(Array.from({ length: 5 }, () => prepare(bench, ...projections)));
    await save(bench, { a: { cashier: 'Ann' } });
    await expect(find(bench, 'a')).resolves.toEqual({ cashier: 'Ann' });
  });
}

function lists(bench: Bench): void {
  const list = (query: Partial<RowQuery> = {}): Promise<Row[]> =>
    bench.run((tx) => tx.readModels.list(TILLS, { limit: 100, ...query }));

  const cashiers = async (query: Partial<RowQuery> = {}): Promise<unknown[]> =>
    (await list(query)).map(({ cashier }) => cashier);

  it('lists the newest key first', async () => {
    await prepare(bench, TILLS);
    const names = Array.from({ length: 18 }, (_, index) => `cashier ${index}`);
    await save(bench, Object.fromEntries(names.map((cashier) => [nextId(), { cashier }])));
    await expect(cashiers()).resolves.toEqual(names.toReversed());
  });

  it('turns pages', async () => {
    await prepare(bench, TILLS);
    const keys = Array.from({ length: 7 }, () => nextId());
    await save(bench, Object.fromEntries(keys.map((key) => [key, { cashier: key }])));
    const first = await cashiers({ limit: 3 });
    const second = await cashiers({ limit: 3, before: String(first.at(-1)) });
    const third = await cashiers({ limit: 3, before: String(second.at(-1)) });
    expect([...first, ...second, ...third]).toEqual(keys.toReversed());
    await expect(cashiers({ limit: 3, before: String(third.at(-1)) })).resolves.toEqual([]);
  });

  it('lists rows whose fields are equal to what is asked for, all of them', async () => {
    await prepare(bench, TILLS);
    await save(bench, {
      a: { cashier: 'Ann', store: 'Oslo' },
      b: { cashier: 'Bob', store: 'Oslo' },
      c: { cashier: 'Ann', store: "L'Île" },
      d: { cashier: 'Ann' },
      e: { cashier: 'Ann', store: null },
    });
    await expect(cashiers({ where: { store: 'Oslo' } })).resolves.toEqual(['Bob', 'Ann']);
    await expect(list({ where: { store: 'Oslo', cashier: 'Ann' } })).resolves.toEqual([
      { cashier: 'Ann', store: 'Oslo' },
    ]);
    await expect(cashiers({ where: { store: "L'Île" } })).resolves.toEqual(['Ann']);
    await expect(cashiers({ where: { store: 'oslo' } })).resolves.toEqual([]);
    await expect(cashiers({ where: {} })).resolves.toHaveLength(5);
  });

  it('turns pages of what is asked for only', async () => {
    await prepare(bench, TILLS);
    const keys = Array.from({ length: 8 }, () => nextId());
    const entries = keys.map((key, index) => [key, { cashier: key, store: index % 2 ? 'Oslo' : 'Rome' }]);
    await save(bench, Object.fromEntries(entries));
    const first = await cashiers({ where: { store: 'Oslo' }, limit: 3 });
    const rest = await cashiers({ where: { store: 'Oslo' }, limit: 3, before: String(first.at(-1)) });
    expect([...first, ...rest]).toEqual([keys[7], keys[5], keys[3], keys[1]]);
  });

  it('filters by what a row has become', async () => {
    await prepare(bench, TILLS);
    await save(bench, { a: { cashier: 'Ann', store: 'Oslo' } });
    await save(bench, { a: { cashier: 'Ann', store: 'Rome' } });
    await expect(list({ where: { store: 'Oslo' } })).resolves.toEqual([]);
    await expect(list({ where: { store: 'Rome' } })).resolves.toHaveLength(1);
  });

  it('will not filter by a field that the projection does not declare', async () => {
    await prepare(bench, TILLS);
    await expect(list({ where: { open: 'true' } })).rejects.toThrow('open');
    await expect(list({ where: { "store' or true --": 'x' } })).rejects.toThrow(TILLS.name);
  });
}

function checkpoints(bench: Bench): void {
  const checkpoint = (): Promise<unknown> => bench.run((tx) => tx.readModels.checkpoints([TILLS]));

  it('has no position before it first reads on', async () => {
    await prepare(bench, TILLS);
    await expect(checkpoint()).resolves.toEqual(new Map([[TILLS, undefined]]));
    await expect(bench.run((tx) => tx.readModels.position(TILLS))).resolves.toBeUndefined();
  });

  it('remembers the last position, even of a reader without rows', async () => {
    await prepare(bench, TILLS);
    await save(bench, { a: { cashier: 'Ann' } });
    const position = await save(bench, {});
    await expect(checkpoint()).resolves.toEqual(new Map([[TILLS, position]]));
    await expect(bench.run((tx) => tx.readModels.position(TILLS))).resolves.toBe(position);
  });

  it('remembers a horizon as well as the position of an event', async () => {
    await prepare(bench, TILLS);
    const horizon = await bench.run(async (tx) => {
      const seen = await tx.events.horizon();
      await tx.readModels.advance([TILLS], seen);
      return seen;
    });
    await expect(checkpoint()).resolves.toEqual(new Map([[TILLS, horizon]]));
  });

  it('is kept for a reader without rows, too, however often it is registered', async () => {
    const reader: LogReader = { name: 'tills.visitors', version: 1, events: [] };
    const next = { ...reader, version: 2 };
    await bench.run((tx) => tx.readModels.register([reader]));
    const position = await nextPosition(bench);
    await bench.run((tx) => tx.readModels.advance([reader], position));
    await bench.run((tx) => tx.readModels.register([reader, next]));
    const known = new Map<LogReader, LogPosition | undefined>([
      [reader, position],
      [next, undefined],
    ]);
    await expect(bench.run((tx) => tx.readModels.checkpoints([reader, next]))).resolves.toEqual(known);
  });

  it('moves several readers on at once, and no others', async () => {
    const [one, other, third] = [tills(1), tills(2), tills(3)];
    await prepare(bench, one, other, third);
    const position = await nextPosition(bench);
    await bench.run((tx) => tx.readModels.advance([one, third], position));
    const positions = (reader: Projection) => bench.run((tx) => tx.readModels.position(reader));
    await expect(positions(one)).resolves.toBe(position);
    await expect(positions(other)).resolves.toBeUndefined();
    await expect(positions(third)).resolves.toBe(position);
  });

  it('says nothing of a reader that nobody has registered', async () => {
    await prepare(bench, TILLS);
    await expect(bench.run((tx) => tx.readModels.checkpoints([tills(7)]))).resolves.toEqual(new Map());
    await expect(bench.run((tx) => tx.readModels.checkpoints([]))).resolves.toEqual(new Map());
  });

  it('can be locked again when its transaction is over, committed or undone', async () => {
    await prepare(bench, TILLS);
    await bench.run((tx) => tx.readModels.checkpoints([TILLS]));
    await bench.undone((tx) => tx.readModels.checkpoints([TILLS]));
    await expect(checkpoint()).resolves.toEqual(new Map([[TILLS, undefined]]));
  });
}

function checkpointsSideBySide(bench: Bench): void {
  it('gives a projection to one transaction at a time, and does not let others wait for it', async () => {
    const next = tills(2);
    await prepare(bench, TILLS, next);
    const first = await bench.begin();
    await expect(first.tx.readModels.checkpoints([TILLS])).resolves.toEqual(new Map([[TILLS, undefined]]));
    const other = await bench.another();
    const free = other.transaction((tx) => tx.readModels.checkpoints([TILLS, next]));
    await expect(free).resolves.toEqual(new Map([[next, undefined]]));
    await expect(other.transaction((tx) => tx.readModels.position(TILLS))).resolves.toBeUndefined();
    const position = await nextPosition(bench);
    await first.tx.readModels.save(TILLS, new Map([['a', { cashier: 'Ann' }]]));
    await first.tx.readModels.advance([TILLS], position);
    await expect(other.transaction((tx) => tx.readModels.find(TILLS, 'a'))).resolves.toBeUndefined();
    await first.commit();
    const then = other.transaction((tx) => tx.readModels.checkpoints([TILLS]));
    await expect(then).resolves.toEqual(new Map([[TILLS, position]]));
  });
}
