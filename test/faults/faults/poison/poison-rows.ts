import { randomUUID } from 'node:crypto';
import type { Dice } from '../../../../apps/demo/plan/dice.js';
import type { World } from '../../world/world.js';
import type { Fault } from '../fault.js';
import { PATIENCE } from './patience.js';
import { newMark, type Planted } from '../../world/planted.js';
import { mailboxSorts, outboxSorts, type RowPoison } from './row-sorts.js';

const OF_EACH_SORT = 200;
const QUEUE = 'gift-cards';
const mailbox = Object.entries(mailboxSorts);
const outbox = Object.entries(outboxSorts);

interface PoisonRow extends Planted {
  readonly id: string;
  readonly key: string;
  readonly envelope: string;
}

const INTO_MAILBOX = `insert into countersign.message (queue, slot, key, message_id, envelope)
  select queue, hashtext(key) & 15, key, id, envelope::json
  from unnest($1::text[], $2::text[], $3::uuid[], $4::text[]) as p (queue, key, id, envelope)`;
const INTO_OUTBOX = `insert into countersign.outbox (queue, message_id, envelope)
  select queue, id, envelope::json
  from unnest($1::text[], $2::text[], $3::uuid[], $4::text[]) as p (queue, key, id, envelope)`;

/** What a program with a mistake, or a person with a pen, has written into the queues of PostgreSQL. */
export const poisonMailbox: Fault = {
  id: 'N21b',
  name: 'poison in the mailbox',
  worlds: ['postgres', 'rabbit'],
  leastCount: OF_EACH_SORT * mailbox.length,
  perRound: (OF_EACH_SORT * mailbox.length) / 2,
  environment: PATIENCE,
  strike: (world, dice) => plant(world, dice, mailbox, INTO_MAILBOX),
};

/** The same where it waits to be carried: it must not hold up what is behind it. */
export const poisonOutbox: Fault = {
  id: 'N21c',
  name: 'poison in the outbox',
  worlds: ['rabbit'],
  leastCount: OF_EACH_SORT * outbox.length,
  perRound: OF_EACH_SORT * outbox.length,
  environment: PATIENCE,
  strike: (world, dice) => plant(world, dice, outbox, INTO_OUTBOX),
};

async function plant(
  world: World,
  dice: Dice,
  sorts: readonly (readonly [string, (good: { id: string; mark: string }, dice: Dice) => RowPoison])[],
  insert: string,
): Promise<string[]> {
  const rows = sorts.map(([sort, make]): PoisonRow => {
    const id = randomUUID();
    const mark = newMark(id);
    const { queue = QUEUE, envelope, reason, payload } = make({ id, mark }, dice);
    return { id, mark, sort, queue, key: mark, envelope, reason, payload };
  });
  await world.sql(insert, [
    rows.map(({ queue }) => queue),
    rows.map(({ key }) => key),
    rows.map(({ id }) => id),
    rows.map(({ envelope }) => envelope),
  ]);
  world.planted.push(...rows);
  return rows.map(({ sort }) => sort);
}
