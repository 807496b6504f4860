import type { Mutant } from '../mutant.js';

const COMPLIANCE = {
  kind: 'specs',
  paths: ['libs/adapters/postgres/postgres-database.int.spec.ts'],
} as const;
const CONNECTIONS = { kind: 'specs', paths: ['libs/adapters/postgres/connections.int.spec.ts'] } as const;

const STORES = 'libs/adapters/postgres/stores';

export const inPostgres: readonly Mutant[] = [
  {
    name: 'readers of the log follow the position alone',
    edits: [
      {
        file: `${STORES}/event-store.ts`,
        find: 'where (e.tx_id, e.position) > ($1::text::xid8, $2::bigint)\n      and e.tx_id < pg_snapshot_xmin(pg_current_snapshot()) and e.type = any($3)\n    order by e.tx_id, e.position limit $4',
        replace:
          'where e.position > $2::bigint and $1::text is not null and e.type = any($3)\n    order by e.position limit $4',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'readers of the log go up to the oldest running transaction itself',
    edits: [
      {
        file: `${STORES}/event-store.ts`,
        find: 'and e.tx_id < pg_snapshot_xmin(pg_current_snapshot()) and e.type = any($3)',
        replace: 'and e.tx_id <= pg_snapshot_xmin(pg_current_snapshot()) and e.type = any($3)',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'the log is read in the order of positions across transactions',
    edits: [
      {
        file: `${STORES}/event-store.ts`,
        find: 'order by e.tx_id, e.position limit $4',
        replace: 'order by e.position limit $4',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'the relay reads past what may still be preceded by another transaction',
    edits: [
      {
        file: `${STORES}/outbox.ts`,
        find: 'and o.tx_id < pg_snapshot_xmin(pg_current_snapshot())\n    order by o.tx_id, o.sequence limit $3',
        replace: 'order by o.tx_id, o.sequence limit $3',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'the inbox is not asked whether a message was received before',
    edits: [
      {
        file: `${STORES}/mailbox.ts`,
        find: 'from input join fresh using (queue, message_id) order by place\n    returning 1)',
        replace: 'from input order by place\n    returning 1)',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'the key of the inbox does not name the queue',
    edits: [
      {
        file: `${STORES}/mailbox.ts`,
        find: 'insert into countersign.inbox (queue, message_id) select queue, message_id from input\n    on conflict do nothing returning queue, message_id),\n  placed as (',
        replace:
          'insert into countersign.inbox (queue, message_id) select queue, message_id from input\n    where not exists (select 1 from countersign.inbox i where i.message_id = input.message_id)\n    on conflict do nothing returning queue, message_id),\n  placed as (',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'a lease is ended without a look at its token',
    edits: [
      {
        file: `${STORES}/message-leases.ts`,
        find: 'delete from countersign.blocked_key where queue = $1 and key = $2 and lease_token = $3::uuid',
        replace: 'delete from countersign.blocked_key where queue = $1 and key = $2 and $3::uuid is not null',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'two workers may claim messages of one key',
    edits: [
      {
        file: `${STORES}/mailbox.ts`,
        find: 'where pg_try_advisory_xact_lock(hashtext(queue), slot)',
        replace: 'where queue is not null',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'a key whose message failed does not wait',
    edits: [
      {
        file: `${STORES}/free-messages.ts`,
        find: 'where b.queue = m.queue and b.key = m.key and b.until > now())`',
        replace: 'where b.queue = m.queue and b.key = m.key and b.until is null)`',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'a saga is written without a look at its revision',
    edits: [
      {
        file: `${STORES}/saga-store.ts`,
        find: 'where s.revision = excluded.revision - 1',
        replace: 'where s.revision is not null',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'an idempotency key may be used again for something else',
    edits: [
      {
        file: `${STORES}/operations.ts`,
        find: "if (earlier.fingerprint !== request.fingerprint) return { kind: 'reused' };",
        replace: '',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'an operation that has ended changes once more',
    edits: [
      {
        file: `${STORES}/operations.ts`,
        find: "where o.id = c.id and o.state in ('accepted', 'running')",
        replace: 'where o.id = c.id',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'a role is taken while its owner still has it',
    edits: [
      {
        file: `${STORES}/outbox.ts`,
        find: 'where l.owner = excluded.owner or l.until < now()',
        replace: 'where l.owner = excluded.owner or l.until is not null',
      },
    ],
    caughtBy: COMPLIANCE,
  },
  {
    name: 'a COMMIT without an answer is taken for a success',
    edits: [
      {
        file: 'libs/adapters/postgres/unit-of-work.ts',
        find: 'throw asCommitFailure(error);',
        replace: 'void asCommitFailure(error);',
      },
    ],
    caughtBy: { kind: 'faults', fault: 'N11a', strikesMax: 60 },
  },
  {
    name: 'a COMMIT without an answer is taken for one that was undone',
    edits: [
      {
        file: 'libs/adapters/postgres/errors.ts',
        find: "return new CommitUnknown('The connection was lost during COMMIT', { cause: error });",
        replace: "return new ConcurrentWrite('The connection was lost during COMMIT', { cause: error });",
      },
    ],
    caughtBy: CONNECTIONS,
  },
  {
    name: 'a connection in an unknown state goes back into the pool',
    edits: [
      {
        file: 'libs/adapters/postgres/unit-of-work.ts',
        find: 'if (error instanceof Unavailable) return runner.releasePostgresConnection(error);\n  try {\n    await runner.rollbackTransaction();',
        replace: 'try {',
      },
    ],
    caughtBy: CONNECTIONS,
  },
];
