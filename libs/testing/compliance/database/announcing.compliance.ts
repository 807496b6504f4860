import { expect, it } from '@jest/globals';
import type { Database, Transaction } from '#kernel';
import { eventually } from '../../eventually.js';
import type { Bench } from '../support/bench.js';
import { message, to } from '../support/samples.js';

const deliverTo =
  (...queues: string[]) =>
  (tx: Transaction): Promise<number> =>
    tx.mailbox.deliver(queues.flatMap((queue) => to(queue, message('till-1', queue))));

/** The queues that a database says have been delivered to. */
function listenTo(database: Database): Set<string> {
  const heard = new Set<string>();
  database.onDelivered((queues) => {
    for (const queue of queues) heard.add(queue);
  });
  return heard;
}

const hears = (heard: ReadonlySet<string>, queue: string): Promise<unknown> =>
  eventually(
    () => [...heard],
    (queues) => queues.includes(queue),
    { withinMs: 120_000 },
  );

export function announcing(bench: Bench): void {
  it('tells each listener which queues a commit has put messages into', async () => {
    const listeners = [listenTo(bench.database), listenTo(bench.database)];
    await bench.run(deliverTo('tills', 'ledgers'));
    for (const heard of listeners) {
      await hears(heard, 'tills');
      await hears(heard, 'ledgers');
    }
  });

  it('tells nothing of a transaction before it commits, and nothing of one that is undone', async () => {
    const heard = listenTo(bench.database);
    const open = await bench.begin();
    await deliverTo('undone')(open.tx);
    expect([...heard]).toEqual([]);
    await open.rollBack();
    await bench.run(deliverTo('committed'));
    await hears(heard, 'committed');
    expect([...heard]).toEqual(['committed']);
  });

  it('has the messages when it tells of them', async () => {
    const taken: string[] = [];
    const failures: unknown[] = [];
    bench.database.onDelivered((queues) => {
      const claim = { queues: [...queues], limit: 10, share: 1 };
      bench.database
        .transaction((tx) => tx.mailbox.claim(claim))
        .then((claimed) => taken.push(...claimed.map(({ queue }) => queue)))
        .catch((error: unknown) => failures.push(error));
    });
    await bench.run(deliverTo('tills'));
    await eventually(
      () => ({ taken, failures }),
      () => taken.includes('tills'),
      { withinMs: 120_000 },
    );
  });
}

export function announcingSideBySide(bench: Bench): void {
  it('tells other processes, too', async () => {
    const other = await bench.another();
    const heardHere = listenTo(bench.database);
    const heardThere = listenTo(other);
    await bench.run(deliverTo('tills'));
    await hears(heardThere, 'tills');
    await other.transaction(deliverTo('ledgers'));
    await hears(heardHere, 'ledgers');
  });

  it('tells other processes only of what is committed', async () => {
    const heard = listenTo(await bench.another());
    const open = await bench.begin();
    await deliverTo('late')(open.tx);
    await bench.undone(deliverTo('undone'));
    await bench.run(deliverTo('early'));
    await hears(heard, 'early');
    expect([...heard]).toEqual(['early']);
    await open.commit();
    await hears(heard, 'late');
    expect([...heard]).toEqual(['early', 'late']);
  });
}
