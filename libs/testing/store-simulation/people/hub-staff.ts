import {
  BlockCard,
  CaptureHold,
  ConfirmOverdraft,
  LoadCard,
  PlaceHold,
  RecallAllowances,
  RedeemCard,
  ReleaseHold,
  AssignPolicy,
  SettleOverdraft,
  UnblockCard,
} from '#contracts/gift-cards';
import { uuidOf } from '#runtime';
import type { Happening } from '../scenario/happening.js';
import { policyOf } from '../world/founding.js';
import type { StoreWorld } from '../world/store-world.js';

/** What people do at the hub, and in its web shop. */
export function doDeed(world: StoreWorld, { card, deed, number }: Extract<Happening, { kind: 'hub' }>): void {
  const { hub, seals, founded, trace } = world;
  const cardId = founded.cards[card];
  if (cardId === undefined) return;
  const id = uuidOf(seals.digest(`deed ${number}`));
  trace.tell('hub', `${deed.what} ${'minor' in deed ? deed.minor : ''} at card ${card}`);
  switch (deed.what) {
    case 'load':
      return void hub.ask(
        cardId,
        new LoadCard({ cardId, loadId: id, amount: { minor: deed.minor, currency: 'EUR' } }),
      );
    case 'redeem': {
      const amount = { minor: deed.minor, currency: 'EUR' } as const;
      return void hub.ask(
        cardId,
        new RedeemCard({ cardId, redemptionId: id, amount, allowPartial: number % 2 === 0 }),
      );
    }
    case 'hold': {
      const amount = { minor: deed.minor, currency: 'EUR' } as const;
      hub.ask(cardId, new PlaceHold({ cardId, holdId: id, amount, purchaseId: id }));
      const end =
        number % 3 === 0 ? new ReleaseHold({ cardId, holdId: id }) : new CaptureHold({ cardId, holdId: id });
      return void world.scheduler.after(world.random.int(1_000, 900_000), () => void hub.ask(cardId, end));
    }
    case 'prefetch': {
      const store = world.machines[deed.store];
      if (store)
        hub.prefetch(store.storeId, { cardId, allowanceId: id, minor: deed.minor, leaseMs: deed.leaseMs });
      return;
    }
    case 'recall':
      return void hub.ask(cardId, new RecallAllowances({ cardId }));
    case 'block':
      return void hub.ask(cardId, new BlockCard({ cardId, reason: 'lost' }));
    case 'unblock':
      return void hub.ask(cardId, new UnblockCard({ cardId }));
    case 'policy':
      return void hub.ask(cardId, new AssignPolicy({ cardId, policy: policyOf(deed.mode) }));
    case 'settle':
      return settle(world, cardId, number);
  }
}

/** Looks whether a card is overdrawn, and makes up for it. */
export function settle({ hub }: StoreWorld, cardId: string, number: number): void {
  const { openId } = hub.card(cardId).state.overdrafts;
  if (openId === undefined) return;
  hub.ask(cardId, new ConfirmOverdraft({ cardId, caseId: openId }));
  const lacking = -hub.card(cardId).state.balanceMinor;
  if (lacking <= 0) return;
  const settlementId = `settlement ${number}`;
  hub.ask(
    cardId,
    new SettleOverdraft({
      cardId,
      caseId: openId,
      settlementId,
      minor: lacking,
      how: 'borne-by-brand',
      bearer: 'hub',
    }),
  );
}
