import { Pool } from 'pg';
import { AMOUNT, isDeclined, keyOf } from '../workload/numbering.js';
import type { RunningContender, Servers } from './contender.js';

const POOL_MAX = 10;

/** The tables of the plain loop: the saga's row, and one table for each participant. */
export const PLAIN_SCHEMA = `
  create table purchase (id text primary key, amount integer not null, state text not null,
    started_at timestamptz not null default now(), updated_at timestamptz not null default now());
  create table stock_entry (purchase_id text, what text, quantity integer not null,
    at timestamptz not null default now(), primary key (purchase_id, what));
  create table payment_entry (purchase_id text, what text, amount integer not null,
    at timestamptz not null default now(), primary key (purchase_id, what));
  create table shipment_entry (purchase_id text, what text,
    at timestamptz not null default now(), primary key (purchase_id, what));`;

const START = {
  name: 'start',
  text: `insert into purchase (id, amount, state) values ($1, $2, 'started')`,
};

const MOVE_ON = { name: 'move-on', text: `update purchase set state = $2, updated_at = now() where id = $1` };

const KEEP_STOCK = {
  name: 'keep-stock',
  text: `insert into stock_entry (purchase_id, what, quantity) values ($1, $2, 1)`,
};

const KEEP_PAYMENT = {
  name: 'keep-payment',
  text: `insert into payment_entry (purchase_id, what, amount) values ($1, $2, $3)`,
};

const KEEP_SHIPMENT = {
  name: 'keep-shipment',
  text: `insert into shipment_entry (purchase_id, what) values ($1, 'dispatched')`,
};

/**
 * The yardstick: the same steps by hand. Each step is one INSERT of its participant, after each step one UPDATE of the
 * saga's row, every statement its own durable commit; no bus, no inbox, no timers, no history, no framework.
 */
export async function openPlainLoop({ databaseUrl }: Servers): Promise<RunningContender> {
  const pool = new Pool({ connectionString: databaseUrl, max: POOL_MAX });
  const run = (statement: { name: string; text: string }, ...values: unknown[]) =>
    pool.query({ ...statement, values });
  return {
    async run(n) {
      const id = keyOf(n);
      await run(START, id, AMOUNT);
      await run(KEEP_STOCK, id, 'reserved');
      await run(MOVE_ON, id, 'reserved');
      await run(KEEP_PAYMENT, id, 'authorized', AMOUNT);
      await run(MOVE_ON, id, 'authorized');
      if (isDeclined(n)) {
        await run(MOVE_ON, id, 'compensating');
        await run(KEEP_PAYMENT, id, 'voided', AMOUNT);
        await run(MOVE_ON, id, 'voided');
        await run(KEEP_STOCK, id, 'released');
        await run(MOVE_ON, id, 'compensated');
        return;
      }
      await run(KEEP_PAYMENT, id, 'captured', AMOUNT);
      await run(MOVE_ON, id, 'captured');
      await run(KEEP_SHIPMENT, id);
      await run(MOVE_ON, id, 'completed');
    },
    close: () => pool.end(),
  };
}
