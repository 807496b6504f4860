import { canonicalJson } from '#kernel';
import type { CardStatement } from '#contracts/gift-cards';
import type { Told } from '../god/god.js';
import { type Promised, textOf } from '../people/promises.js';
import type { StoreInvariant } from './store-invariant.js';

export const approvedIsDurable: StoreInvariant = {
  number: 'I14',
  sentence: 'what a till was told is on the disk by then, and at the hub in the end',
  always: ({ world: { god }, promised }) =>
    promised.flatMap(({ answer, request, machine }) =>
      answer.outcome === 'approved' && answer.factId !== undefined && !god.told.has(answer.factId)
        ? [`${machine} has approved ${request.kind} ${request.requestId} with nothing on its disk`]
        : [],
    ),
  atRest: ({ world, knowledge }) => {
    const up = new Set(knowledge.map(({ machine }) => machine.name));
    return world.promises.all.flatMap(({ answer, request, machine, storeId }) => {
      if (answer.outcome !== 'approved' || answer.factId === undefined || !up.has(machine)) return [];
      const isThere = world.hub.stores.get(storeId)?.chain.some(({ id }) => id === answer.factId);
      return isThere
        ? []
        : [`the hub never heard that ${machine} has approved ${request.kind} ${request.requestId}`];
    });
  },
};

/** By machine, till and request id. */
function byRequest(promised: readonly Promised[]): Map<string, Promised[]> {
  const groups = new Map<string, Promised[]>();
  for (const each of promised) {
    const key = `${each.machine} ${each.request.till} ${each.request.requestId}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return groups;
}

const saysRequest = ({ says }: Told): string | undefined =>
  says && TAKES.has(says.type) && 'requestId' in says.body
    ? `${says.body.till} ${says.body.requestId}`
    : undefined;

const TAKES: ReadonlySet<string> = new Set<CardStatement['type']>([
  'gift-cards.redeemed-at-store',
  'gift-cards.hold-placed-at-store',
  'gift-cards.hold-captured-at-store',
  'gift-cards.loaded-at-store',
]);

export const onceForEachRequest: StoreInvariant = {
  number: 'I15',
  sentence:
    'a request takes effect once, is answered the same way each time until it is annulled, and not at all with another amount',
  atRest: ({ world }) => {
    const found: string[] = [];
    const seen = new Set<string>();
    for (const told of world.god.told.values()) {
      const request = saysRequest(told);
      if (request === undefined || world.god.isBreached(told.fact)) continue;
      const key = `${told.fact.author} ${request}`;
      if (seen.has(key)) found.push(`${told.by} has answered ${request} twice`);
      seen.add(key);
    }
    // A disk that was copied or set back answers anew.
    const kept = world.promises.all.filter(({ storeId }) => !world.god.breachedSince.has(storeId));
    for (const [key, promised] of byRequest(kept)) {
      const calledOff = promised.filter(({ request }) => request.kind === 'annul');
      const asked = promised.filter(({ request }) => request.kind !== 'annul');
      found.push(...answeredOtherwise(key, asked), ...notCalledOffForGood(key, calledOff, asked));
    }
    return found;
  },
};

const isAnnulled = ({ answer }: Promised): boolean =>
  answer.outcome === 'declined' && answer.why.code === 'request-annulled';

/** However it is answered until it is called off. */
function answeredOtherwise(key: string, asked: readonly Promised[]): string[] {
  const [first, ...repeats] = asked.filter((each) => !isAnnulled(each));
  if (!first) return [];
  return repeats.flatMap((again) => {
    const isSame = textOf(again.request) === textOf(first.request);
    if (isSame && canonicalAnswer(again) !== canonicalAnswer(first))
      return [`${key} is answered one way and then another`];
    return !isSame && again.answer.outcome === 'approved' ? [`${key} is approved with another amount`] : [];
  });
}

/** By who asks after he was told that it is called off. */
function notCalledOffForGood(key: string, annuls: readonly Promised[], asked: readonly Promised[]): string[] {
  const first = annuls.find(({ answer }) => answer.outcome === 'approved');
  if (!first) return [];
  const isLater = ({ askedAtMs }: Promised) => askedAtMs > first.atMs;
  const annulledOtherwise = annuls
    .filter(isLater)
    .some((again) => canonicalAnswer(again) !== canonicalAnswer(first));
  const heard = asked.filter(isLater).some((again) => !isAnnulled(again));
  return [
    ...(annulledOtherwise ? [`${key} is annulled one way and then another`] : []),
    ...(heard ? [`${key} is annulled, and answered as if it were not`] : []),
  ];
}

const canonicalAnswer = ({ answer }: Promised): string =>
  answer.outcome === 'approved'
    ? canonicalJson({ factId: answer.factId, approvedMinor: answer.approval.approvedMinor })
    : canonicalJson({ code: answer.why.code });

export const annulledIsNothing: StoreInvariant = {
  number: 'I16',
  sentence: 'a request that was annulled has taken nothing in the end',
  atRest: ({ world }) =>
    world.promises.all.flatMap(({ request, answer, machine, storeId }) => {
      if (request.kind !== 'annul' || answer.outcome !== 'approved' || world.god.breachedSince.has(storeId))
        return [];
      const facts = [...world.god.told.values()].filter(({ fact }) => fact.author === storeId);
      const own = facts.filter(
        ({ says }) =>
          says &&
          TAKES.has(says.type) &&
          'requestId' in says.body &&
          says.body.requestId === request.requestId &&
          says.body.till === request.till,
      );
      const net = own.reduce((sum, told) => sum + netOf(told, facts), 0);
      return net === 0 ? [] : [`${machine} has annulled ${request.requestId}, and ${net} stays taken`];
    }),
};

/** What stays taken or set aside by a fact, in minor units. */
function netOf({ fact, says }: Told, all: readonly Told[]): number {
  if (!says || !('minor' in says.body)) return 0;
  let minor = says.body.minor;
  for (const { says: later } of all) {
    if (later?.type === 'gift-cards.redemption-reversed' && later.body.redemption === fact.id)
      minor -= later.body.minor;
    if (later?.type === 'gift-cards.hold-released-at-store' && later.body.hold === fact.id)
      minor -= later.body.heldMinor;
  }
  return minor;
}

export const noMoreBackThanTaken: StoreInvariant = {
  number: 'I17',
  sentence: 'no more is reversed than was taken, no more captured than was held, and a hold ends once',
  atRest: ({ world: { god } }) => {
    const told = [...god.told.values()].filter(({ fact }) => !god.breachedSince.has(fact.author));
    return [...reversedTooMuch(told), ...endedTwice(told)];
  },
};

function reversedTooMuch(told: readonly Told[]): string[] {
  const left = new Map<string, number>();
  for (const { fact, says } of told) {
    if (says?.type === 'gift-cards.redeemed-at-store' || says?.type === 'gift-cards.hold-captured-at-store')
      left.set(fact.id, says.body.minor);
  }
  return told.flatMap(({ says, by }) => {
    if (says?.type !== 'gift-cards.redemption-reversed') return [];
    const minor = (left.get(says.body.redemption) ?? 0) - says.body.minor;
    left.set(says.body.redemption, minor);
    return minor < 0 ? [`${by} has given back ${-minor} more than it has taken`] : [];
  });
}

function endedTwice(told: readonly Told[]): string[] {
  const ended = new Set<string>();
  return told.flatMap(({ says, by }) => {
    if (
      says?.type !== 'gift-cards.hold-captured-at-store' &&
      says?.type !== 'gift-cards.hold-released-at-store'
    )
      return [];
    const { hold, heldMinor } = says.body;
    const captured = says.type === 'gift-cards.hold-captured-at-store' ? says.body.minor : 0;
    const twice = ended.has(hold);
    ended.add(hold);
    return [
      ...(twice ? [`${by} has ended the hold ${hold.slice(0, 6)} twice`] : []),
      ...(captured > heldMinor ? [`${by} has captured ${captured} of ${heldMinor}`] : []),
    ];
  });
}

export const blocksHold: StoreInvariant = {
  number: 'I18',
  sentence: 'nobody redeems who knows of a block, and a block ends only by an unblocking that names it',
  always: ({ world, fresh }) =>
    fresh.flatMap(({ says, by, fact }) => {
      if (says?.type !== 'gift-cards.redeemed-at-store' && says?.type !== 'gift-cards.hold-placed-at-store')
        return [];
      if (by === 'a thief') return [];
      const { cardId } = says.body;
      const own = [...world.god.told.values()].some(
        (each) =>
          each.by === by &&
          each.fact.seq < fact.seq &&
          each.says?.type === 'gift-cards.blocked-at-store' &&
          each.says.body.cardId === cardId,
      );
      const ended = world.hub.card(cardId).events.some(({ type }) => type === 'gift-cards.card-unblocked');
      return own && !ended ? [`${by} has redeemed at ${cardId}, which it has blocked itself`] : [];
    }),
  atRest: ({ world }) =>
    [...world.hub.cards].flatMap(([cardId, { events, state }]) => {
      const live = new Set<string>();
      const named = new Set<string>();
      for (const event of events) {
        if (event.type === 'gift-cards.card-unblocked') for (const id of event.data.blockIds) named.add(id);
        if (event.type !== 'gift-cards.store-facts-recorded') continue;
        for (const { says } of event.data.facts) {
          if (says.type === 'gift-cards.blocked-at-store') live.add(String(says.body['blockId']));
        }
      }
      const open = [...live].filter((id) => !named.has(id));
      return open.length > 0 && state.blocks.live.length === 0
        ? [`${cardId} is blocked by ${open.length} blocks that nobody has ended, and can be used`]
        : [];
    }),
};

export const onlyCardsHaveValue: StoreInvariant = {
  number: 'I19',
  sentence: 'value moves on cards only that the hub has issued (there is no transfer between cards yet)',
  atRest: ({ world }) => {
    const known = new Set(world.founded.cards);
    return [...world.god.accounts.keys()].flatMap((cardId) =>
      known.has(cardId) ? [] : [`value moved on ${cardId}, which is no card`],
    );
  },
};
