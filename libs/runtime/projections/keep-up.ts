import type { AnyEvent, Follower, LogPosition, Projection, Recorded, Transaction } from '#kernel';

/** Takes the next events of the log, and moves on to a position, in one transaction. */
export type KeepUp = (
  tx: Transaction,
  batch: readonly Recorded<AnyEvent>[],
  reached: LogPosition,
) => Promise<void>;

/** Keeps the rows of a read model up. */
export const projecting =
  (projection: Projection): KeepUp =>
  async (tx, batch, reached) => {
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
    await tx.readModels.save(projection, rows, reached);
  };

/** Lets a follower do what it does, whatever that is. */
export const following =
  (follower: Follower): KeepUp =>
  async (tx, batch, reached) => {
    if (batch.length > 0) await follower.follow(tx, batch);
    await tx.readModels.advance(follower, reached);
  };
