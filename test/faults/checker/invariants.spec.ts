import { describe, expect, it } from '@jest/globals';
import type { Deal, Told } from '../workload/journal.js';
import type { Planted } from '../world/planted.js';
import type { Evidence, KeptDeadLetter, LoggedEvent } from './evidence.js';
import { CARD, honestEvidence, PURCHASE } from './honest-evidence.js';
import { judge } from './invariants.js';

const PLANTED: Planted = {
  mark: 'planted-9c0cc2a1-6a43-4f5e-8d8a-2a4f4e3f9a10',
  sort: 'invalid data',
  queue: 'gift-cards',
  reason: 'invalid-data',
  payload: '"said":"boo"',
};

type Doctor = (honest: Evidence) => Partial<Evidence>;

const redBy = (doctor: Doctor): readonly string[] => {
  const honest = honestEvidence();
  return [...new Set(judge({ ...honest, ...doctor(honest) }).map(({ invariant }) => invariant))];
};

const withEvents = (change: (events: LoggedEvent[]) => LoggedEvent[]): Doctor => {
  return ({ events }) => ({ events: change([...events]) });
};

const again = (events: LoggedEvent[], type: string, change: Partial<LoggedEvent> = {}): LoggedEvent[] => {
  const twin = events.find((each) => each.type === type);
  if (!twin) throw new Error(`There is no ${type}`);
  const streamVersion = events.filter(({ stream }) => stream === twin.stream).length + 1;
  return [...events, { ...twin, id: 'another', position: '99', streamVersion, ...change }];
};

const withLast = (kind: string, change: (told: Told) => Told): Doctor => {
  return ({ deals }) => ({
    deals: deals.map((deal): Deal => {
      const last = deal.told.at(-1);
      if (deal.intent.kind !== kind || !last) return deal;
      return { ...deal, told: [...deal.told.slice(0, -1), change(last)] };
    }),
  });
};

const DOCTORED: readonly (readonly [invariant: string, lie: string, doctor: Doctor])[] = [
  ['I1', 'an accepted command is not kept', ({ operations }) => ({ operations: operations.slice(1) })],
  ['I1', 'an operation is not known any more', withLast('load', (told) => ({ ...told, state: 'missing' }))],
  [
    'I1',
    'a client was never told the end',
    ({ deals }) => ({ deals: deals.map((deal) => ({ ...deal, told: deal.told.slice(0, 1) })) }),
  ],
  ['I1', 'what was told and what is kept differ', withLast('sell', (told) => ({ ...told, state: 'failed' }))],
  [
    'I1',
    'a load that succeeded is not in the log',
    withEvents((events) => events.filter(({ type }) => type !== 'gift-cards.card-loaded')),
  ],
  [
    'I1',
    'a load is kept with another amount',
    withEvents((events) =>
      events.map((each) =>
        each.type === 'gift-cards.card-loaded'
          ? { ...each, data: { ...each.data, amount: { minor: 50, currency: 'EUR' } } }
          : each,
      ),
    ),
  ],
  [
    'I2',
    'a stream has a gap',
    withEvents((events) => events.filter(({ type }) => type !== 'gift-cards.card-activated')),
  ],
  ['I2', 'an event stands twice in the log', withEvents((events) => [...events, events[0]!])],
  ['I2', 'a stream’s events stand in the wrong order', withEvents((events) => events.toReversed())],
  ['I3', 'a hold is captured twice', withEvents((events) => again(events, 'gift-cards.hold-captured'))],
  ['I3', 'a load takes effect twice', withEvents((events) => again(events, 'gift-cards.card-loaded'))],
  ['I4', 'money is gone from a card', withRow((row) => ({ ...row, balanceMinor: 3_999 }))],
  ['I4', 'money stays set aside', withRow((row) => ({ ...row, heldMinor: 1_000 }))],
  ['I4', 'a card is below zero', withRow((row) => ({ ...row, availableMinor: -1 }))],
  ['I5', 'the provider took nothing', withAuthorization({ state: 'voided' })],
  ['I5', 'the provider still holds money', withAuthorization({ state: 'held' })],
  [
    'I5',
    'the provider set money aside twice for one purchase',
    ({ ledger }) => ({
      ledger: { ...ledger, authorizations: [...ledger.authorizations, ...ledger.authorizations] },
    }),
  ],
  [
    'I6',
    'a saga runs while nothing is under way',
    ({ sagas }) => ({ sagas: sagas.map((each) => ({ ...each, status: 'running' })) }),
  ],
  [
    'I6',
    'a saga ended otherwise than its operation',
    ({ sagas }) => ({ sagas: sagas.map((each) => ({ ...each, status: 'compensated' })) }),
  ],
  ['I7', 'a read model shows what the log does not say', withRow((row) => ({ ...row, version: 7 }))],
  [
    'I7',
    'a read model lacks a row',
    ({ readModels }) => ({
      readModels: new Map(
        [...readModels].map(([name, rows]) => [
          name,
          name === 'purchasing.purchases' ? new Map<string, unknown>() : rows,
        ]),
      ),
    }),
  ],
  [
    'I8',
    'an innocent message was given up',
    () => ({
      deadLetters: [
        { queue: 'gift-cards', messageId: 'innocent', reason: 'failed', detail: 'boom', text: '{}' },
      ],
    }),
  ],
  ['I8', 'a poisonous message was swallowed', () => ({ planted: [PLANTED] })],
  [
    'I8',
    'a poisonous message was given up for another reason',
    () => ({
      planted: [PLANTED],
      deadLetters: [{ ...letterOf(PLANTED), reason: 'failed-too-often' }],
    }),
  ],
  [
    'I8',
    'a poisonous message has lost its payload',
    () => ({ planted: [PLANTED], deadLetters: [{ ...letterOf(PLANTED), text: PLANTED.mark }] }),
  ],
  [
    'I10',
    'work is in the hands of nobody',
    () => ({ leased: [{ queue: 'payments.provider', key: PURCHASE }] }),
  ],
  ['I11', 'a process died of an unhandled rejection', withLine('[UnhandledPromiseRejection: boom]')],
  ['I11', 'a process ended by itself', withLine('ENDED BY ITSELF with 1')],
  ['I11', 'a token is in the logs', withLine('charging tok_approve')],
  ['I12', 'memory has grown', withUsage({ residentBytes: 400_000_000 })],
  ['I12', 'files stay open', withUsage({ openFiles: 90 })],
  ['I12', 'connections stay open', () => ({ connections: { before: 20, after: 60 } })],
];

function letterOf({ mark, queue, reason, payload }: Planted): KeptDeadLetter {
  return {
    queue,
    messageId: mark.slice('planted-'.length),
    reason,
    detail: 'boom',
    text: `${mark} ${payload}`,
  };
}

function withRow(change: (row: Record<string, unknown>) => Record<string, unknown>): Doctor {
  return ({ readModels }) => {
    const cards = new Map(readModels.get('gift-cards.cards'));
    cards.set(CARD, change({ ...(cards.get(CARD) as Record<string, unknown>) }));
    return { readModels: new Map(readModels).set('gift-cards.cards', cards) };
  };
}

function withAuthorization(change: { readonly state: 'held' | 'voided' }): Doctor {
  return ({ ledger }) => ({
    ledger: { ...ledger, authorizations: ledger.authorizations.map((each) => ({ ...each, ...change })) },
  });
}

function withLine(line: string): Doctor {
  return ({ output }) => ({ output: [...output, { who: 'workers-1', line }] });
}

function withUsage(change: { readonly residentBytes?: number; readonly openFiles?: number }): Doctor {
  return ({ usage }) => ({ usage: { ...usage, after: usage.after.map((each) => ({ ...each, ...change })) } });
}

describe('The checker', () => {
  it('finds nothing wrong with honest books', () => {
    expect(judge(honestEvidence())).toEqual([]);
  });

  it.each(DOCTORED)('turns %s red when %s', (invariant, _, doctor) => {
    expect(redBy(doctor)).toContain(invariant);
  });
});
