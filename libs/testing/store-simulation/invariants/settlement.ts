import { settle } from '../people/hub-staff.js';
import { isHonest } from './at-rest.js';
import type { StoreInvariant } from './store-invariant.js';

export const oneCaseForEachOverdraft: StoreInvariant = {
  number: 'I20',
  sentence:
    'at rest, a card below zero has one open case, and a case that was settled leaves nothing below zero',
  atRest: ({ world }) =>
    [...world.hub.cards].flatMap(([cardId, card]) => {
      const { balanceMinor, overdrafts } = card.state;
      if (balanceMinor < 0 && overdrafts.openId === undefined)
        return [`${cardId} is at ${balanceMinor}, and there is no case`];
      settle(world, cardId, 1_000_000);
      settle(world, cardId, 1_000_001);
      const after = card.state;
      if (after.balanceMinor < 0) return [`${cardId} is at ${after.balanceMinor} after its case was settled`];
      return after.overdrafts.openId === undefined
        ? []
        : [`${cardId} is at ${after.balanceMinor}, and its case is still open`];
    }),
};

export const noCaseWithoutCause: StoreInvariant = {
  number: 'I21',
  sentence: 'where nothing is taken beyond allowances, and no store is lost or copied, there is no overdraft',
  atRest: ({ world }) => {
    const { god, hub } = world;
    const calm = [...hub.stores.keys()].every((storeId) => isHonest(world, storeId));
    return [...hub.cards].flatMap(([cardId, { events }]) => {
      const { reclaimedMinor, breachMinor } = god.account(cardId);
      const unbacked = [...god.told.values()].some(
        ({ says }) =>
          says?.body.cardId === cardId && 'unbackedMinor' in says.body && says.body.unbackedMinor > 0,
      );
      const hasCase = events.some(({ type }) => type === 'gift-cards.overdraft-suspected');
      return calm && !unbacked && reclaimedMinor + breachMinor === 0 && hasCase
        ? [`${cardId} has a case, and nobody took too much`]
        : [];
    });
  },
};

export const eachFactIsSettled: StoreInvariant = {
  number: 'I22',
  sentence: 'what each place has redeemed is settled once: by what was sold, or owed until something is',
  atRest: ({ world }) =>
    [...world.hub.cards].flatMap(([cardId, { events, state }]) => {
      const told = new Map<string, number>();
      for (const event of events) {
        if (event.type !== 'gift-cards.value-redeemed-across') continue;
        for (const { soldAt, redeemedAt, minor } of event.data.moves) {
          const key = `${soldAt} ${redeemedAt}`;
          told.set(key, (told.get(key) ?? 0) + minor);
        }
      }
      const untold = Object.keys(state.value.untold).length;
      return [
        ...(untold > 0 ? [`${cardId} has ${untold} moves that no event tells`] : []),
        ...[...state.value.moves.values()].flatMap(({ soldAt, redeemedAt, minor }) =>
          (soldAt === 'hub' && redeemedAt === 'hub') || (told.get(`${soldAt} ${redeemedAt}`) ?? 0) === minor
            ? []
            : [
                `${cardId}: ${minor} sold at ${soldAt} and redeemed at ${redeemedAt}, but ${told.get(`${soldAt} ${redeemedAt}`)} was told`,
              ],
        ),
      ];
    }),
};
