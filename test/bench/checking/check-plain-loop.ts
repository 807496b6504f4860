import type { Client } from 'pg';
import { declinedAmong } from '../workload/numbering.js';

const COUNTS = `select
  (select count(*) from purchase where state = 'completed')::integer as completed,
  (select count(*) from purchase where state = 'compensated' and id::integer % 20 = 7)::integer as compensated,
  (select count(*) from purchase)::integer as purchases,
  (select count(*) from stock_entry)::integer as stock,
  (select count(*) from payment_entry)::integer as payment,
  (select count(*) from shipment_entry)::integer as shipment`;

/** @returns what is wrong with the outcomes of the runs 0 … total − 1 */
export async function checkPlainLoop(client: Client, total: number): Promise<string[]> {
  const declined = declinedAmong(total);
  const completed = total - declined;
  const expected = {
    completed,
    compensated: declined,
    purchases: total,
    stock: completed + 2 * declined,
    payment: 2 * total,
    shipment: completed,
  };
  const [counted] = (await client.query<Record<string, number>>(COUNTS)).rows;
  return Object.entries(expected)
    .filter(([what, count]) => counted?.[what] !== count)
    .map(([what, count]) => `${what}: ${counted?.[what]} instead of ${count}`);
}
