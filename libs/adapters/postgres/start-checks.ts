import { UnsafeDatabase } from '#kernel';
import type { DataSource } from 'typeorm';

/** Without any of these, what was answered with 202 may be gone after a power cut. */
const DURABILITY = ['fsync', 'full_page_writes', 'synchronous_commit'];

// Readers go on below the oldest transaction that is open. What carries a later number than any that was ever given out here
// comes from another cluster, and would stay hidden until this one has counted so far.
const FROM_ELSEWHERE = `
  select count(*) > 0 as "isFromElsewhere" from (
    (select tx_id from countersign.event order by tx_id desc, position desc limit 1)
    union all (select tx_id from countersign.outbox order by tx_id desc, sequence desc limit 1)) as newest
  where tx_id >= pg_snapshot_xmax(pg_current_snapshot())`;

/** @throws UnsafeDatabase naming all that is wrong */
export async function assertSafe(dataSource: DataSource): Promise<void> {
  const off: { name: string }[] = await dataSource.query(
    `select name from pg_settings where name = any($1) and setting = 'off' order by name`,
    [DURABILITY],
  );
  const [row]: { isFromElsewhere: boolean }[] = await dataSource.query(FROM_ELSEWHERE);
  const problems = off.map(({ name }) => `${name} is off: what was committed may be lost with the power`);
  if (row?.isFromElsewhere) {
    problems.push(
      'it holds events with transaction numbers of another cluster, as after a restore from pg_dump: nobody would see them. ' +
        'docs/operate.md says how to number them anew',
    );
  }
  if (problems.length > 0) throw new UnsafeDatabase(problems);
}
