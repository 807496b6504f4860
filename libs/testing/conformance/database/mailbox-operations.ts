import type { Claimed } from '#kernel';
import { fromLatest, type Hand, HOUR_MS, soonOrLate } from './hand.js';
import { operation } from './operation.js';

const NOTHING_AT_HAND = 'nothing at hand';

const seen = ({ queue, envelope, failures, postponements, starts }: Claimed) => [
  queue,
  envelope.id,
  failures,
  postponements,
  starts,
];

/** Does something with one of those that the client has claimed, this time or before. */
const withClaimed =
  (act: (hand: Hand, claimed: Claimed, late: number) => Promise<unknown>) =>
  async (hand: Hand, which = 0, late = 0): Promise<unknown> => {
    const claimed = fromLatest(hand.claimed, which);
    return claimed ? act(hand, claimed, late) : NOTHING_AT_HAND;
  };

/** Does something with one of those that anybody has leased. */
const withLeased =
  (act: (hand: Hand, leased: Hand['side']['leased'][number], late: number) => Promise<unknown>) =>
  async (hand: Hand, which = 0, late = 0): Promise<unknown> => {
    const leased = fromLatest(hand.side.leased, which);
    return leased ? act(hand, leased, late) : NOTHING_AT_HAND;
  };

const buried = async (id: Promise<string>): Promise<string> => {
  await id;
  return 'buried';
};

export const mailboxOperations = [
  operation(
    'mailbox.deliver',
    [2, 10, 3],
    ({ tx, side }, queue = 0, first = 0, more = 0) =>
      tx.mailbox.deliver(side.names.messages(queue, first, more + 1)),
    { weight: 8 },
  ),
  operation(
    'mailbox.claim',
    [3, 3, 2],
    async (hand, mask = 0, limit = 0, share = 0) => {
      if (!hand.mayClaim) return 'has claimed';
      hand.mayClaim = false;
      const queues = hand.side.names.queuesOf(mask + 1);
      // Which slots a share of more than three is, PostgreSQL leaves to chance.
      const isShared = share === 0 && queues.length === 1;
      const request = { queues, limit: [1, 2, 100][limit] ?? 1, share: isShared ? 0.1 : 1 };
      const claimed = await hand.tx.mailbox.claim(request);
      hand.claimed.push(...claimed);
      return claimed.map(seen);
    },
    { weight: 10 },
  ),
  operation(
    'mailbox.complete',
    [3],
    withClaimed(({ tx }, claimed) => tx.mailbox.complete([claimed])),
    { weight: 4 },
  ),
  operation('mailbox.completeSome', [], ({ tx, claimed }) => tx.mailbox.complete(claimed.slice(-3)), {
    weight: 2,
  }),
  operation(
    'mailbox.fail',
    [3, 2],
    withClaimed(({ tx }, claimed, late) => tx.mailbox.fail(claimed, 'why', late * HOUR_MS)),
    { weight: 3 },
  ),
  operation(
    'mailbox.postpone',
    [3, 2],
    withClaimed(({ tx }, claimed, late) => tx.mailbox.postpone(claimed, 'why', late * HOUR_MS)),
    { weight: 2 },
  ),
  operation(
    'mailbox.bury',
    [3],
    withClaimed(({ tx }, claimed) => buried(tx.mailbox.bury(claimed, 'poison', 'why'))),
  ),
  operation(
    'mailbox.lease',
    [2, 3, 2],
    async ({ tx, side }, queue = 0, limit = 0, late = 0) => {
      const leased = await tx.mailbox.lease(side.names.queue(queue), limit + 1, late * HOUR_MS);
      side.leased.push(...leased);
      return leased.map(seen);
    },
    { weight: 6 },
  ),
  operation(
    'mailbox.completeLeased',
    [3],
    withLeased(({ tx }, leased) => tx.mailbox.completeLeased(leased)),
    { weight: 3 },
  ),
  operation(
    'mailbox.extendLeases',
    [3, 2],
    withLeased(({ tx }, leased, late) => tx.mailbox.extendLeases([leased], late * HOUR_MS)),
    { weight: 2 },
  ),
  operation(
    'mailbox.failLeased',
    [3, 2],
    withLeased(({ tx }, leased, late) => tx.mailbox.fail(leased, 'why', late * HOUR_MS)),
    { weight: 2 },
  ),
  operation(
    'mailbox.buryLeased',
    [3],
    withLeased(({ tx }, leased) => buried(tx.mailbox.bury(leased, 'poison', 'why'))),
  ),
  operation(
    'mailbox.claimIdle',
    [2, 31],
    async ({ tx, side: { names } }, queue = 0, mask = 0) => {
      const keys = names.keys.filter((_, index) => ((mask + 1) >> index) & 1);
      const claimed = await tx.mailbox.claimIdle(keys.map((key) => ({ queue: names.queue(queue), key })));
      return claimed.map(({ key }) => key);
    },
    { weight: 4 },
  ),
  operation('mailbox.nextRetryInMs', [3], async ({ tx, side }, mask = 0) =>
    soonOrLate(await tx.mailbox.nextRetryInMs(side.names.queuesOf(mask + 1))),
  ),
  operation('mailbox.depths', [], async ({ tx, side: { names } }) =>
    (await tx.mailbox.depths())
      .filter(({ queue }) => names.queues.includes(queue))
      .map(({ queue, waiting }) => [queue, waiting])
      .toSorted(),
  ),
  operation('mailbox.deliverDead', [2, 10], ({ tx, side: { names } }, queue = 0, number = 0) =>
    tx.mailbox.deliverDead([
      {
        queue: names.queue(queue),
        id: names.message(number).id,
        reason: 'no-message',
        detail: '',
        raw: { bytes: '' },
      },
    ]),
  ),
  operation(
    'mailbox.deadLetters',
    [2],
    async ({ tx, side }, isOpen = 0) => {
      const all = await tx.mailbox.deadLetters(100, isOpen ? 'open' : 'all');
      const letters = all.filter(({ queue }) => side.names.queues.includes(queue));
      for (const { id } of letters) if (!side.letters.includes(id)) side.letters.push(id);
      return letters.map(({ queue, reason, failures, dealtWith }) => [
        queue,
        reason,
        failures,
        dealtWith?.outcome,
      ]);
    },
    { weight: 2 },
  ),
];
