import { describe, expect, it } from '@jest/globals';
import type { Addressed, OutboxRow } from '#kernel';
import { eventually } from '../eventually.js';
import { type Bench, benchFor } from './support/bench.js';
import type { DatabaseUnderTest } from './support/database-under-test.js';
import { ISO_TIME, message, textOf, to } from './support/samples.js';

const MINUTE_MS = 60_000;

/** What the ports `Outbox` and `Leases` promise. */
export function outboxAndLeasesCompliance(underTest: DatabaseUnderTest): void {
  describe(`The outbox of ${underTest.name}`, () => {
    const bench = benchFor(underTest);
    outbox(bench);
    if (underTest.concurrentTransactions) outboxSideBySide(bench);
  });
  describe(`The leases of ${underTest.name}`, () => {
    const bench = benchFor(underTest);
    leases(bench);
  });
}

const add = (bench: Bench, ...messages: Addressed[]): Promise<void> =>
  bench.run((tx) => tx.outbox.add(messages));

const textsOf = (rows: readonly OutboxRow[]): string[] => rows.map(({ envelope }) => textOf(envelope));

/** A row may be held back while older transactions are open, be they of others. */
const readUntil = (bench: Bench, count: number, after?: string): Promise<OutboxRow[]> =>
  eventually(
    () => bench.run((tx) => tx.outbox.read(after, 100)),
    (rows) => rows.length >= count,
    { withinMs: 120_000, everyMs: 5 },
  );

function outbox(bench: Bench): void {
  it('gives back what was added, as it was added', async () => {
    const envelope = message('till-1', 'Zoë "Z" Ångström 🧾', {
      operationId: '019c0000-0000-7000-8000-0000000000aa',
    });
    await add(bench, ...to('tills', envelope));
    const [row] = await readUntil(bench, 1);
    expect(row).toEqual({ queue: 'tills', sequence: expect.any(String), envelope });
  });

  it('reads rows in the order in which they were added', async () => {
    const texts = Array.from({ length: 15 }, (_, index) => `${index}`);
    await add(bench, ...to('tills', ...texts.slice(0, 12).map((text) => message('till-1', text))));
    for (const text of texts.slice(12)) await add(bench, ...to('ledgers', message('till-1', text)));
    expect(textsOf(await readUntil(bench, 15))).toEqual(texts);
  });

  it('reads on behind a row, as many as it is asked for, and takes none away', async () => {
    const texts = Array.from({ length: 12 }, (_, index) => `${index}`);
    await add(bench, ...to('tills', ...texts.map((text) => message('till-1', text))));
    await readUntil(bench, 12);
    const read: string[] = [];
    for (let after: string | undefined; read.length < 12;) {
      const rows = await bench.run((tx) => tx.outbox.read(after, 5));
      expect(rows.length).toBeLessThanOrEqual(5);
      read.push(...textsOf(rows));
      after = rows.at(-1)?.sequence;
    }
    expect(read).toEqual(texts);
    await expect(bench.run((tx) => tx.outbox.read(undefined, 100))).resolves.toHaveLength(12);
  });

  it('removes what a queue has received, for that queue only', async () => {
    const envelope = message('till-1', 'for both');
    const other = message('till-1', 'other');
    await add(bench, ...to('tills', envelope, other), ...to('ledgers', envelope));
    await bench.run((tx) =>
      tx.outbox.settle([
        { queue: 'tills', messageId: envelope.id },
        { queue: 'tills', messageId: '019c0000-0000-7000-8000-ffffffffffff' },
      ]),
    );
    const rows = await readUntil(bench, 2);
    expect(rows.map(({ queue, envelope: { data } }) => `${queue}: ${textOf({ data })}`)).toEqual([
      'tills: other',
      'ledgers: for both',
    ]);
  });

  it('takes empty lists', async () => {
    await bench.run(async (tx) => {
      await tx.outbox.add([]);
      await tx.outbox.settle([]);
    });
    await expect(bench.run((tx) => tx.outbox.read(undefined, 10))).resolves.toEqual([]);
  });

  it('keeps nothing of what is undone, and keeps what is not settled after all', async () => {
    const envelope = message('till-1', 'kept');
    await add(bench, ...to('tills', envelope));
    await bench.undone(async (tx) => {
      await tx.outbox.add(to('tills', message('till-1', 'undone')));
      await tx.outbox.settle([{ queue: 'tills', messageId: envelope.id }]);
    });
    expect(textsOf(await readUntil(bench, 1))).toEqual(['kept']);
  });

  it('reads a row when its transaction has committed, not before, even in that transaction', async () => {
    const read = await bench.run(async (tx) => {
      await tx.outbox.add(to('tills', message('till-1', 'own')));
      return tx.outbox.read(undefined, 10);
    });
    expect(read).toEqual([]);
    await readUntil(bench, 1);
  });

  it('makes a dead letter of a row that is parked', async () => {
    const envelope = message('till-1', 'unroutable');
    await add(bench, ...to('nowhere', envelope), ...to('tills', message('till-1', 'fine')));
    const [row] = await readUntil(bench, 2);
    if (!row) throw new Error('A row was expected');
    await bench.run((tx) => tx.outbox.park(row, 'The broker has no such queue'));
    expect(textsOf(await readUntil(bench, 1))).toEqual(['fine']);
    const letters = await bench.run((tx) => tx.mailbox.deadLetters(10));
    expect(letters).toEqual([
      {
        id: expect.any(String),
        queue: 'nowhere',
        reason: 'not-carried',
        detail: 'The broker has no such queue',
        failures: 0,
        at: expect.stringMatching(ISO_TIME),
        envelope,
      },
    ]);
  });

  it('parks a row once', async () => {
    await add(bench, ...to('nowhere', message('till-1', 'unroutable')));
    const [row] = await readUntil(bench, 1);
    if (!row) throw new Error('A row was expected');
    await bench.run((tx) => tx.outbox.park(row, 'unroutable'));
    await bench.run((tx) => tx.outbox.park(row, 'unroutable'));
    await expect(bench.run((tx) => tx.mailbox.deadLetters(10))).resolves.toHaveLength(1);
  });

  it('counts what waits, and for how long', async () => {
    const depth = (): Promise<{ waiting: number; oldestMs: number }> => bench.run((tx) => tx.outbox.depth());
    await expect(depth()).resolves.toMatchObject({ waiting: 0, oldestMs: 0 });
    await add(bench, ...to('tills', message('till-1', 'a'), message('till-1', 'b')));
    const seen = await eventually(depth, ({ oldestMs }) => oldestMs >= 10, { withinMs: 120_000 });
    expect(seen.waiting).toBe(2);
    const { waiting, oldestMs } = await bench.run((tx) => tx.outbox.backlog(1));
    expect([waiting, oldestMs >= 10]).toEqual([1, true]);
  });
}

function outboxSideBySide(bench: Bench): void {
  it('never skips a row whose transaction added earlier and commits later', async () => {
    const slow = await bench.begin();
    await slow.tx.outbox.add(to('tills', message('till-1', 'slow')));
    await add(bench, ...to('tills', message('till-2', 'quick')));
    const first = await bench.run((tx) => tx.outbox.read(undefined, 10));
    await slow.commit();
    const rest = await readUntil(bench, 2 - first.length, first.at(-1)?.sequence);
    expect(textsOf([...first, ...rest]).toSorted()).toEqual(['quick', 'slow']);
  });
}

function leases(bench: Bench): void {
  const hold = (owner: string, forMs = MINUTE_MS, role = 'relay'): Promise<boolean> =>
    bench.insist((tx) => tx.leases.hold(role, owner, forMs));

  it('gives a role to one owner', async () => {
    await expect(hold('one')).resolves.toBe(true);
    await expect(hold('two')).resolves.toBe(false);
    await expect(hold('one')).resolves.toBe(true);
    await expect(hold('two', MINUTE_MS, 'timers')).resolves.toBe(true);
  });

  it('gives a role to one of many who ask at once', async () => {
    const owners = ['one', 'two', 'three', 'four', 'five'];
    const outcomes = await Promise.all(owners.map((owner) => hold(owner)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  it('gives a role to another when its time is over, and not before', async () => {
    const heldAt = await bench.run(async (tx) => {
      await tx.leases.hold('relay', 'one', 150);
      return tx.now();
    });
    const taken = await eventually(
      () =>
        bench.run(async (tx) => ({
          isHeld: await tx.leases.hold('relay', 'two', MINUTE_MS),
          at: await tx.now(),
        })),
      ({ isHeld }) => isHeld,
      { withinMs: 120_000, everyMs: 2 },
    );
    expect(taken.at - heldAt).toBeGreaterThanOrEqual(149);
    await expect(hold('one')).resolves.toBe(false);
  });

  it('keeps a role longer for an owner who holds it again', async () => {
    const first = await bench.run(async (tx) => {
      await tx.leases.hold('relay', 'one', 50);
      return tx.now();
    });
    await expect(hold('one')).resolves.toBe(true);
    await eventually(
      () => bench.run((tx) => tx.now()),
      (now) => now > first + 60,
      { withinMs: 120_000 },
    );
    await expect(hold('two')).resolves.toBe(false);
  });

  it('frees a role that its owner releases', async () => {
    await hold('one');
    await bench.run((tx) => tx.leases.release('relay', 'two'));
    await expect(hold('two')).resolves.toBe(false);
    await bench.run((tx) => tx.leases.release('relay', 'one'));
    await expect(hold('two')).resolves.toBe(true);
  });

  it('names the roles that are held and those that are over', async () => {
    await hold('one', MINUTE_MS, 'worker 1');
    await hold('two', 0, 'worker 2');
    await hold('three', MINUTE_MS, 'relay');
    const roles = await eventually(
      () => bench.run((tx) => tx.leases.heldLike('worker ')),
      (each) => (each[1]?.overForMs ?? 0) > 0,
      { withinMs: 120_000, everyMs: 2 },
    );
    expect(roles.map(({ role }) => role)).toEqual(['worker 1', 'worker 2']);
    expect(roles[0]?.overForMs).toBeLessThan(0);
  });

  it('frees a role whose taking is undone', async () => {
    await bench.undone((tx) => tx.leases.hold('relay', 'one', MINUTE_MS));
    await expect(hold('two')).resolves.toBe(true);
  });
}
