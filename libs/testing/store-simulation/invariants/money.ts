import type { Told } from '../god/god.js';
import { LIMITS } from '../world/founding.js';
import type { StoreWorld } from '../world/store-world.js';
import { isHonest } from './at-rest.js';
import type { StoreInvariant } from './store-invariant.js';

export const booksBalance: StoreInvariant = {
  number: 'I7',
  sentence: 'what was sold and not redeemed is what the hub owes, card by card',
  atRest: ({ world }) =>
    [...world.hub.cards].flatMap(([cardId, { state: card }]) => {
      const { byNumber, first, end } = card.value.lots;
      let sold = 0;
      for (let lot = first; lot < end; lot++) sold += byNumber.get(`${lot}`)?.minor ?? 0;
      const owed = card.value.owed.reduce((sum, { minor }) => sum + minor, 0);
      return sold - owed === card.balanceMinor
        ? []
        : [`${cardId}: ${sold} sold, ${owed} owed, but a balance of ${card.balanceMinor}`];
    }),
};

export const rightsAreNotOverdrawn: StoreInvariant = {
  number: 'I8',
  sentence: 'of an allowance no more is drawn, returned and reclaimed than it was',
  always: ({ world: { god }, touched }) =>
    touched.size === 0
      ? []
      : [...god.allowances].flatMap(([id, { cardId, storeId, leftMinor, isReclaimed }]) =>
          leftMinor >= 0 || isReclaimed || god.breachedSince.has(storeId) || !touched.has(cardId)
            ? []
            : [`of allowance ${id} ${leftMinor} is left`],
        ),
};

export const overdraftsAreBounded: StoreInvariant = {
  number: 'I9',
  sentence:
    'no card is below zero by more than what is still a risk: approved without an allowance, or reclaimed without proof',
  always: ({ world: { god }, touched }) =>
    [...touched].flatMap((cardId) => {
      const { balanceMinor, exposedMinor, optimisticMinor, reclaimedMinor, breachMinor } =
        god.account(cardId);
      const boundMinor = exposedMinor + optimisticMinor + reclaimedMinor + breachMinor;
      return balanceMinor >= -boundMinor
        ? []
        : [
            `${cardId} is at ${balanceMinor}, with ${exposedMinor} at risk, ${optimisticMinor} in optimism, ${reclaimedMinor} reclaimed and ${breachMinor} in breach`,
          ];
    }),
};

export const grantsAreCovered: StoreInvariant = {
  number: 'I10',
  sentence: 'after each grant, what the hub has promised is there as far as it knows',
  always: ({ granted }) =>
    granted.flatMap(({ cardId, card: { balanceMinor, heldMinor, allowances } }) => {
      const freeMinor = balanceMinor - heldMinor - allowances.setAsideMinor;
      return freeMinor >= 0 ? [] : [`${cardId} has ${freeMinor} free after a grant`];
    }),
};

/** What a store took out of its risk budget, and the hub has not given back. */
export function exposureOf({ god, hub }: StoreWorld, storeId: string): number {
  const state = hub.stores.get(storeId)?.aggregate.state;
  const replenished = state && state.status !== 'unregistered' ? state.replenished?.data.endedMinor : 0;
  return (god.riskTaken.get(storeId) ?? 0) - (replenished ?? 0);
}

/** What machines of a store took in a mode without an allowance, less what went back, by machine. */
export function unbackedBy(told: Iterable<Told>, mode: string, sinceSeq = 0): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { says, by, fact } of told) {
    if (!says || fact.seq <= sinceSeq || !('mode' in says.body) || says.body.mode !== mode) continue;
    const { body } = says;
    const minor = 'unbackedMinor' in body ? body.unbackedMinor : -body.unbackedBackMinor;
    sums.set(by, (sums.get(by) ?? 0) + minor);
  }
  return sums;
}

export const lossIsBounded: StoreInvariant = {
  number: 'I11',
  sentence:
    'no store has more at risk than its owner has granted, so neither do all cards lack more together',
  always: ({ world, fresh }) =>
    [...new Set(fresh.map(({ fact: { author } }) => author))].flatMap((storeId) => {
      const granted = world.founded.riskMinor.get(storeId) ?? 0;
      const exposed = exposureOf(world, storeId);
      return exposed <= granted || world.god.breachedSince.has(storeId)
        ? []
        : [`${storeId} has ${exposed} at risk, with a budget of ${granted}`];
    }),
};

export const limitsAreKept: StoreInvariant = {
  number: 'I12',
  sentence: 'each store keeps its limits by its own books: for a redemption, a card, its loads, its leases',
  always: ({ world, fresh }) =>
    fresh.flatMap((told) =>
      told.by === 'a thief' ? [] : [...breachesOf(world, told), ...lateDrawsOf(world, told)],
    ),
};

/** Clocks may gain or lose a little, and a disk may be slow. */
const LATE_MS_MAX = 20_000;

/** A machine whose clock somebody has set cannot know how long it was off. */
function lateDrawsOf({ god, machines }: StoreWorld, { says, by }: Told): string[] {
  const machine = machines.find(({ name }) => name === by);
  if (!says || !('draws' in says.body) || !machine || (machine.clock.wasSet && machine.lives > 1)) return [];
  return says.body.draws.flatMap(({ allowanceId }) => {
    const { leaseMs = Infinity } = god.allowances.get(allowanceId) ?? {};
    const lateMs = god.knownForMs(by, allowanceId) - leaseMs;
    return lateMs > LATE_MS_MAX
      ? [`${by} draws on allowance ${allowanceId}, ${lateMs} ms after its lease`]
      : [];
  });
}

function breachesOf(world: StoreWorld, { says, by, fact }: Told): string[] {
  if (!says) return [];
  const { god, hub } = world;
  const told = [...god.told.values()].filter((each) => each.by === by && each.fact.author === fact.author);
  if (says.type === 'gift-cards.loaded-at-store') {
    const loaded = told.reduce(
      (sum, each) => sum + (each.says?.type === 'gift-cards.loaded-at-store' ? each.says.body.minor : 0),
      0,
    );
    return loaded <= LIMITS.loadGrantedMinor ? [] : [`${by} has loaded ${loaded}`];
  }
  if (!('unbackedMinor' in says.body) || says.body.unbackedMinor === 0) return [];
  const { unbackedMinor, mode, cardId } = says.body;
  const found: string[] = [];
  if (mode === 'strict' || mode === 'online-only')
    found.push(`${by} takes ${unbackedMinor} beyond allowances in ${mode} mode`);
  // In such a world no card ever has another policy, whatever a store has heard of it.
  const { configuration } = world.scenario;
  if (configuration === 'strict' || configuration === 'online-only')
    found.push(`${by} takes ${unbackedMinor} beyond allowances of a card that is ${configuration}`);
  if (unbackedMinor > LIMITS.unbackedPerRedemptionMinor) found.push(`${by} takes ${unbackedMinor} at once`);
  const confirmed = isHonest(world, fact.author) ? (hub.stores.get(fact.author)?.head?.seq ?? 0) : fact.seq;
  const onCard = told.filter((each) => each.says?.body.cardId === cardId);
  const ofCard =
    sumOf(unbackedBy(onCard, 'hybrid', confirmed)) + sumOf(unbackedBy(onCard, 'optimistic', confirmed));
  if (ofCard > LIMITS.unbackedPerCardMinor)
    found.push(`${by} has taken ${ofCard} of ${cardId} that nobody has confirmed`);
  if (god.isBreached(fact)) return found;
  const optimistic = sumOf(unbackedBy(told, 'optimistic', confirmed));
  if (optimistic > LIMITS.optimisticMinorMax) found.push(`${by} has taken ${optimistic} in optimism`);
  return found;
}

const sumOf = (sums: ReadonlyMap<string, number>): number =>
  [...sums.values()].reduce((sum, minor) => sum + minor, 0);

export const sumsAreTrue: StoreInvariant = {
  number: 'I13',
  sentence: 'whatever clocks say, the hub sees of each card what truly is on all disks that it could read',
  atRest: ({ world }) => {
    const { god, hub } = world;
    const everybody = [...hub.stores.values()].every(({ storeId }) => isHonest(world, storeId));
    if (!everybody) return [];
    const nonsense = [...god.told.values()].filter(
      ({ fact, says }) => !says && 'requestId' in fact.says.body && 'cardId' in fact.says.body,
    );
    if (nonsense.length > 0)
      return nonsense.map(({ fact, by }) => `${by} says what does not add up: ${fact.says.type}`);
    return [...hub.cards].flatMap(([cardId, { state }]) => {
      if (state.books.notUnderstood > 0) return [];
      const { balanceMinor } = god.account(cardId);
      return state.balanceMinor === balanceMinor
        ? []
        : [`the hub sees ${state.balanceMinor} of ${cardId}, and ${balanceMinor} is true`];
    });
  },
};
