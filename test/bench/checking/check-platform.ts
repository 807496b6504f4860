import type { Client } from 'pg';
import { declinedAmong } from '../workload/numbering.js';

const COMPLETED = 'bench.started bench.reserved bench.authorized bench.captured bench.dispatched';
const COMPENSATED = 'bench.started bench.reserved bench.authorized bench.voided bench.released';

const NONE = { runs: 0, declined: 0 };

const STORIES = `select story, count(*)::integer as runs, count(*) filter (where key::integer % 20 = 7)::integer as declined
  from (select split_part(stream, '/', 2) as key, string_agg(type, ' ' order by tx_id, position) as story
    from countersign.event group by 1) as stories
  group by story`;

const SAGAS = `select status as what, count(*)::integer as count from countersign.saga group by status`;
const OPERATIONS = `select state as what, count(*)::integer as count from countersign.operation group by state`;

const UNSHOWN = `select count(*)::integer as count
  from (select split_part(stream, '/', 2) as key, jsonb_agg(type order by tx_id, position) as events
    from countersign.event group by 1) as log
  full join read_model.bench_outcomes_v1 as shown using (key)
  where log.events is distinct from shown.row -> 'events'`;

const LEFT_OVER = `select
  (select count(*) from countersign.message)::integer as messages,
  (select count(*) from countersign.outbox)::integer as outbox,
  (select count(*) from countersign.timer)::integer as timers,
  (select count(*) from countersign.dead_letter)::integer as "dead letters"`;

/** @returns what is wrong with the outcomes of the runs 0 … total − 1 */
export async function checkPlatform(client: Client, total: number): Promise<string[]> {
  return [
    ...(await storiesWrong(client, total)),
    ...(await endsWrong(client, SAGAS, total, 'saga', ['completed', 'compensated'])),
    ...(await endsWrong(client, OPERATIONS, total, 'operation', ['succeeded', 'compensated'])),
    ...(await somethingLeft(client)),
    ...(await readModelWrong(client)),
  ];
}

async function storiesWrong(client: Client, total: number): Promise<string[]> {
  const { rows } = await client.query<{ story: string; runs: number; declined: number }>(STORIES);
  const declined = declinedAmong(total);
  const expected = new Map([
    [COMPLETED, { runs: total - declined, declined: 0 }],
    [COMPENSATED, { runs: declined, declined }],
  ]);
  const seen = new Map(rows.map((row) => [row.story, row]));
  return [...new Set([...expected.keys(), ...seen.keys()])]
    .filter((story) => {
      const [wanted, kept] = [expected.get(story) ?? NONE, seen.get(story) ?? NONE];
      return kept.runs !== wanted.runs || kept.declined !== wanted.declined;
    })
    .map(
      (story) =>
        `${seen.get(story)?.runs ?? 0} instead of ${expected.get(story)?.runs ?? 0} runs kept: ${story}`,
    );
}

async function endsWrong(
  client: Client,
  query: string,
  total: number,
  what: string,
  [good, undone]: readonly [string, string],
): Promise<string[]> {
  const { rows } = await client.query<{ what: string; count: number }>(query);
  const declined = declinedAmong(total);
  const expected: Record<string, number> = { [good]: total - declined, [undone]: declined };
  const seen = Object.fromEntries(rows.map((row) => [row.what, row.count]));
  return [...new Set([...Object.keys(expected), ...Object.keys(seen)])]
    .filter((state) => (seen[state] ?? 0) !== (expected[state] ?? 0))
    .map((state) => `${what} ${state}: ${seen[state] ?? 0} instead of ${expected[state] ?? 0}`);
}

async function somethingLeft(client: Client): Promise<string[]> {
  const [left] = (await client.query<Record<string, number>>(LEFT_OVER)).rows;
  return Object.entries(left ?? {})
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what} are left`);
}

async function readModelWrong(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ count: number }>(UNSHOWN);
  const wrong = rows[0]?.count ?? 0;
  return wrong === 0 ? [] : [`The read model differs from the log in ${wrong} rows`];
}
