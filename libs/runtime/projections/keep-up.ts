import type { AnyEvent, Follower, LogReader, Projection, Recorded, Transaction } from '#kernel';

/** What is kept up with the log, and how. */
export interface Keeper {
  readonly reader: LogReader;
  /** Takes the next of its events, in the transaction that also moves on. */
  keepUp(tx: Transaction, batch: readonly Recorded<AnyEvent>[]): Promise<void>;
}

/** Keeps the rows of a read model up. */
export const projecting = (projection: Projection): Keeper => ({
  reader: projection,
  async keepUp(tx, batch) {
    const keyed = batch.map((recorded) => ({
      recorded,
      key: projection.rowKey(recorded.event, recorded.at),
    }));
    const before = await tx.readModels.load(projection, [...new Set(keyed.map(({ key }) => key))]);
    const rows = new Map<string, object | undefined>();
    for (const { recorded, key } of keyed) {
      const row = rows.has(key) ? rows.get(key) : before.get(key);
      rows.set(key, projection.evolve(row, recorded));
    }
    await tx.readModels.save(projection, rows);
  },
});

/** Lets a follower do what it does, whatever that is. */
export const following = (follower: Follower): Keeper => ({
  reader: follower,
  // Of those who keep up together, one that throws must not leave the others to themselves.
  async keepUp(tx, batch) {
    await follower.follow(tx, batch);
  },
});
