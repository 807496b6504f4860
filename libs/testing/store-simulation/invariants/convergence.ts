import { giftCard, type GiftCard, standingOf } from '#contexts/gift-cards';
import { viewOf, withFacts } from '#contexts/store-node';
import { effectOf, StoreFactsRecorded, understand } from '#contracts/gift-cards';
import { Random } from '../../simulation/world/random.js';
import type { CardEvent } from '../hub/hub-events.js';
import type { StoreMachine } from '../world/store-machine.js';
import type { StoreWorld } from '../world/store-world.js';
import { isHonest } from './at-rest.js';
import type { StoreInvariant } from './store-invariant.js';

export const oneView: StoreInvariant = {
  number: 'I1',
  sentence: 'at rest, hub and stores know the same facts, and see the same sums of each card',
  atRest: ({ world, knowledge }) =>
    knowledge.flatMap(({ machine, cards }) => {
      const hubStore = world.hub.stores.get(machine.storeId);
      const heads = [hubStore?.head?.seq ?? 0, machine.life?.state?.head.seq ?? 0];
      const behind =
        heads[0] === heads[1] ? [] : [`the hub has ${machine.name} up to ${heads[0]}, not to ${heads[1]}`];
      const waiting = hubStore?.ahead.size ?? 0;
      if (waiting > 0) behind.push(`${waiting} facts of ${machine.name} still wait for those before them`);
      const ended = machine.life?.state?.books.endedStores;
      return [
        ...behind,
        ...cards.flatMap(({ known, view }) => {
          const card = world.hub.card(known.cardId).state;
          const open = known.facts.filter(
            ({ author }) => isHonest(world, author) && card.books.notUnderstood === 0,
          );
          if (open.length > 0)
            return [
              `${machine.name} knows ${open.length} facts on ${known.cardId} that no standing contains`,
            ];
          if (!known.standing || !view) return [];
          if (known.facts.some(({ author }) => !ended?.has(author))) return [];
          const here = sums(view);
          const there = sums(card);
          return here === there ? [] : [`${machine.name} sees ${here} of ${known.cardId}, the hub ${there}`];
        }),
      ];
    }),
};

const sums = ({ balanceMinor, heldMinor }: { balanceMinor: number; heldMinor: number }): string =>
  `balance ${balanceMinor}, held ${heldMinor}`;

export const anyOrder: StoreInvariant = {
  number: 'I2',
  sentence: 'facts fold to the same sums in any order, in any batches, and however often they come',
  atRest: ({ world, knowledge }) => [
    ...[...world.hub.cards].flatMap(([cardId, { events, state }]) => {
      const shuffled = giftCard.fold(inAnotherOrder(cardId, events, world));
      const [one, other] = [sumsOfCard(state, state), sumsOfCard(shuffled, state)];
      return one === other ? [] : [`${cardId} is ${one}, and in another order ${other}`];
    }),
    ...knowledge.flatMap(({ machine, cards }) =>
      cards.flatMap(({ known, view }) => {
        const books = machine.life?.state?.books;
        if (!books || !view) return [];
        const twice = [...known.facts, ...known.facts].toReversed();
        const other = viewOf(withFacts({ ...known, facts: [] }, twice), books);
        return JSON.stringify(view) === JSON.stringify(other)
          ? []
          : [`${machine.name} sees ${known.cardId} otherwise when facts come in another order`];
      }),
    ),
  ],
};

/** What was reclaimed, and histories that fork, count by what was known then. */
function sumsOfCard(card: GiftCard, as: GiftCard): string {
  const { setAsideMinor } = card.allowances;
  const counts =
    ![...as.allowances.all.values()].some(({ reclaimed }) => reclaimed) &&
    [...as.books.forked.values()].length === 0;
  return `${sums(card)}${counts ? `, set aside ${setAsideMinor}` : ''}`;
}

/** What the hub does with an active card only. */
const MOVES_FUNDS: ReadonlySet<CardEvent['type']> = new Set<CardEvent['type']>([
  'gift-cards.card-loaded',
  'gift-cards.card-redeemed',
  'gift-cards.hold-placed',
]);

const activates = (event: CardEvent): boolean =>
  event.type === 'gift-cards.card-activated' ||
  (event.type === 'gift-cards.store-facts-recorded' &&
    event.data.facts.some(({ says }) => says.type === 'gift-cards.activated-at-store'));

/** Facts of stores keep the order of their chain, one batch for each, with no time in them; all else stays where it is. */
function inAnotherOrder(cardId: string, events: readonly CardEvent[], { scenario }: StoreWorld): CardEvent[] {
  const random = new Random(`another order ${scenario.seed} ${cardId}`);
  const others = events.filter(({ type }) => type !== StoreFactsRecorded.type);
  const chains = new Map<string, StoreFactsRecorded[]>();
  for (const event of events) {
    if (event.type !== 'gift-cards.store-facts-recorded') continue;
    for (const fact of event.data.facts) {
      const single = new StoreFactsRecorded({ ...event.data, facts: [{ ...fact, at: { ms: 0, count: 0 } }] });
      chains.set(event.data.storeId, [...(chains.get(event.data.storeId) ?? []), single]);
    }
  }
  const queues: CardEvent[][] = [others, ...chains.values()];
  const mixed: CardEvent[] = [];
  const granted = new Set<string>();
  let isActive = false;
  const mayCome = (event: CardEvent | undefined): boolean =>
    event !== undefined &&
    (isActive || !MOVES_FUNDS.has(event.type)) &&
    allowancesIn(event).every((id) => granted.has(id) || !grants.has(id));
  const grants = new Set(
    events.flatMap((event) =>
      event.type === 'gift-cards.allowance-granted' ? [event.data.allowanceId] : [],
    ),
  );
  for (;;) {
    const ready = queues.filter(([first]) => mayCome(first));
    if (ready.length === 0) return mixed;
    const next = random.pick(ready).shift();
    if (!next) return mixed;
    isActive ||= activates(next);
    if (next.type === 'gift-cards.allowance-granted') granted.add(next.data.allowanceId);
    mixed.push(next);
  }
}

export const inItsPlace: StoreInvariant = {
  number: 'I3',
  sentence: 'a fact is admitted behind the one before it, and one that waits changes no card',
  atRest: ({ world }) =>
    [...world.hub.stores.values()].flatMap(({ chain, storeId, ahead, aggregate }) => [
      ...chain.flatMap(({ seq, prev }, at) =>
        seq === at + 1 && prev === (chain[at - 1]?.id ?? null)
          ? []
          : [`fact ${seq} of ${storeId} is at place ${at + 1}`],
      ),
      ...[...ahead.values()].flatMap((fact) =>
        recordedIds(world).has(fact.id)
          ? [`fact ${fact.seq} of ${storeId} waits, and counts (${aggregate.state.status})`]
          : [],
      ),
    ]),
};

const recordedIds = ({ hub }: StoreWorld): Set<string> =>
  new Set(
    [...hub.cards.values()].flatMap(({ events }) =>
      events.flatMap((event) =>
        event.type === 'gift-cards.store-facts-recorded' ? event.data.facts.map(({ id }) => id) : [],
      ),
    ),
  );

export const nothingForgotten: StoreInvariant = {
  number: 'I4',
  sentence: 'what was once on the disk of a store is in its chain after any crash',
  atRest: ({ world, knowledge }) =>
    knowledge.flatMap(({ machine }) => {
      const own = new Set([...machine.database.image.facts.values()].map(({ id }) => id));
      const lost = [...world.god.told.values()].filter(
        ({ by, fact }) => by === machine.name && !own.has(fact.id),
      );
      return lost.map(({ fact }) => `${machine.name} has lost its fact ${fact.seq}, ${fact.says.type}`);
    }),
};

export const forksAreFound: StoreInvariant = {
  number: 'I5',
  sentence: 'two histories that reached the hub are found and end the store, and nobody honest is accused',
  atRest: ({ world }) =>
    [...world.hub.stores.values()].flatMap(({ storeId, forked, aggregate: { state } }) => {
      if (forked.size > 0 && !world.god.breachedSince.has(storeId))
        return [`${storeId} is accused of a fork, and is honest`];
      if (forked.size > 0 && state.status !== 'ended')
        return [`${storeId} has told two histories, and has not ended`];
      const since = world.god.breachedSince.get(storeId) ?? 0;
      const copies = world.machines.filter((each) => each.storeId === storeId && each.isUp);
      const went = copies.filter(({ life }) => (life?.state?.head.seq ?? 0) > since && !life?.isUnfit);
      return haveTwoHistories(went) && forked.size === 0 && state.status === 'enrolled'
        ? [`${storeId} has two histories, and nobody knows`]
        : [];
    }),
};

/** One may have got further than the other; they differ where both have said something else. */
function haveTwoHistories(copies: readonly StoreMachine[]): boolean {
  const ids = new Map<number, string>();
  return copies.some(({ database, storeId }) =>
    [...database.image.facts.values()].some(({ author, seq, id }) => {
      if (author !== storeId) return false;
      const known = ids.get(seq);
      ids.set(seq, id);
      return known !== undefined && known !== id;
    }),
  );
}

export const sameWhenRebuilt: StoreInvariant = {
  number: 'I6',
  sentence: 'what is built again from its history is what it was',
  atRest: ({ world }) =>
    [...world.hub.cards].flatMap(([cardId, { events, state }]) => {
      const rebuilt = giftCard.fold(events);
      return JSON.stringify(standingOf(rebuilt, cardId)) === JSON.stringify(standingOf(state, cardId))
        ? []
        : [`${cardId} is another card when it is built again`];
    }),
};

/** Allowances that a fact draws on, gives back to or returns: it cannot come before their grant. */
function allowancesIn(event: CardEvent): string[] {
  if (event.type !== 'gift-cards.store-facts-recorded') return [];
  return event.data.facts.flatMap(({ says }) => {
    const known = understand(says);
    return known ? effectOf(known).left.map(({ allowanceId }) => allowanceId) : [];
  });
}
