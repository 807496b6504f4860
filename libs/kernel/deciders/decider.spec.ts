import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { command, event, refusal } from '../messages/message.js';
import { accept, alreadyDone, decider, refuse, when } from './decider.js';

class Open extends command('tills.open-till', { tillId: z.string() }, { key: 'tillId' }) {}
class Opened extends event('tills.till-opened', { tillId: z.string() }, { key: 'tillId' }) {}
class Sell extends command('tills.sell', { tillId: z.string(), amount: z.int() }, { key: 'tillId' }) {}
class Sold extends event('tills.sold', { tillId: z.string(), amount: z.int() }, { key: 'tillId' }) {}
class TillClosed extends refusal('tills.till-closed', { tillId: z.string() }, { key: 'tillId' }) {}

type Till = { readonly open: boolean; readonly sold: number };

const till = decider('tills.till', {
  initial: { open: false, sold: 0 } as Till,
  events: [Opened, Sold],
  evolve(state, event): Till {
    switch (event.type) {
      case 'tills.till-opened':
        return { ...state, open: true };
      case 'tills.sold':
        return { ...state, sold: state.sold + event.data.amount };
    }
  },
  decisions: [
    when(Open, (state: Till, { data }) =>
      state.open ? alreadyDone(new Opened({ tillId: data.tillId })) : accept(new Opened(data)),
    ),
    when(Sell, (state: Till, { data }) =>
      state.open ? accept(new Sold(data)) : refuse(new TillClosed({ tillId: data.tillId })),
    ),
  ],
});

describe('A decider', () => {
  const now = { now: 0 };

  it('refuses what its state does not allow', () => {
    const decision = till.open([]).decide(new Sell({ tillId: 't', amount: 1 }), now);
    expect(decision).toEqual({ outcome: 'refused', events: [], refusal: new TillClosed({ tillId: 't' }) });
  });

  it('builds each decision on those before it', () => {
    const aggregate = till.open([]);
    aggregate.decide(new Open({ tillId: 't' }), now);
    expect(aggregate.decide(new Sell({ tillId: 't', amount: 5 }), now)).toMatchObject({
      outcome: 'accepted',
    });
  });

  it('goes on from where another one was, and leaves that as it is', () => {
    const closed = till.open([]);
    const opened = closed.after([new Opened({ tillId: 't' })]);
    const sell = new Sell({ tillId: 't', amount: 5 });
    expect(opened.decide(sell, now)).toMatchObject({ outcome: 'accepted' });
    expect(closed.decide(sell, now)).toMatchObject({ outcome: 'refused' });
  });

  it('answers a repeated request without a new event', () => {
    const decision = till.open([new Opened({ tillId: 't' })]).decide(new Open({ tillId: 't' }), now);
    expect(decision).toMatchObject({ outcome: 'accepted', events: [], reply: { type: 'tills.till-opened' } });
  });

  it('will not be declared with two clauses for one command', () => {
    const clause = when(Open, (_: Till, { data }) => accept(new Opened(data)));
    expect(() =>
      decider('tills.till', {
        initial: { open: false, sold: 0 },
        events: [Opened],
        evolve: (state: Till) => state,
        decisions: [clause, clause],
      }),
    ).toThrow('decides one command twice');
  });
});
