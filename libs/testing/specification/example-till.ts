import { z } from 'zod';

import { accept, alreadyDone, command, decider, event, projection, refusal, refuse, when } from '#kernel';

// A shop's till: as little business as the specifications need to be tried on.

const key = { key: 'tillId' } as const;
const amounts = { tillId: z.string(), amount: z.int().positive() };

export class OpenTill extends command('tills.open-till', { tillId: z.string() }, key) {}
export class TillOpened extends event('tills.till-opened', { tillId: z.string() }, key) {}
export class Sell extends command('tills.sell', amounts, key) {}
export class Sold extends event('tills.sold', amounts, key) {}
export class TillClosed extends refusal('tills.till-closed', { tillId: z.string() }, key) {}

interface Till {
  readonly open: boolean;
}
const closed: Till = { open: false };

export const till = decider('tills.till', {
  initial: closed,
  events: [TillOpened, Sold],
  evolve: (state, { type }) => ({ open: state.open || type === 'tills.till-opened' }),
  decisions: [
    when(OpenTill, ({ open }: Till, { data }) =>
      open ? alreadyDone(new TillOpened(data)) : accept(new TillOpened(data)),
    ),
    when(Sell, ({ open }: Till, { data }) =>
      open ? accept(new Sold(data)) : refuse(new TillClosed({ tillId: data.tillId })),
    ),
  ],
});

interface Takings {
  readonly total: number;
  readonly lastAt: string;
  readonly version: number;
}

export const takings = projection('tills.takings', {
  version: 1,
  events: [Sold],
  rowKey: ({ data }) => data.tillId,
  evolve: (row: Takings | undefined, { event: { data }, at, streamVersion }) => ({
    total: (row?.total ?? 0) + data.amount,
    lastAt: at,
    version: streamVersion,
  }),
});
