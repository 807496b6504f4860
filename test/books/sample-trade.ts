import { giftCard } from '#contexts/gift-cards';
import {
  ActivateCard,
  CaptureHold,
  CardLoadedAtStore,
  CardRedeemedAtStore,
  ConfirmOverdraft,
  GrantAllowance,
  HoldCapturedAtStore,
  IssueCard,
  LoadCard,
  PlaceHold,
  ReclaimAllowances,
  RecordedFact,
  RecordStoreFacts,
  RedeemCard,
  ReleaseHold,
  RedemptionReversed,
  SettleOverdraft,
} from '#contracts/gift-cards';
import type { AnyEvent, Currency, Message, Statement } from '#kernel';

export const WHAT = [
  'load',
  'redeem',
  'hold',
  'capture',
  'release',
  'grant',
  'reclaim',
  'load at store',
  'redeem at store',
  'draw at store',
  'redeem at store',
  'capture at store',
  'reverse at store',
  'confirm',
  'pay',
  'write off',
  'charge',
] as const;

export interface Deal {
  readonly what: (typeof WHAT)[number];
  /** 0 or 1, like the card. */
  readonly store: number;
  readonly card: number;
  readonly minor: number;
  readonly forked: boolean;
}

const idOf = (kind: string, number: number): string =>
  `01980000-0000-7000-8000-${kind}${String(number).padStart(8, '0')}`;
const request = { till: 'till-1', mode: 'hybrid' as const };
const CURRENCIES: readonly Currency[] = ['EUR', 'USD'];

/** A card that the hub and two stores, honest or not, deal with. */
class TradedCard {
  readonly cardId: string;
  private readonly events: AnyEvent[] = [];
  private readonly hub = giftCard.open(this.events);

  constructor(
    number: number,
    readonly currency: Currency,
  ) {
    this.cardId = idOf('c000', number);
    this.ask(new IssueCard({ cardId: this.cardId, currency, activate: false }));
    this.ask(new ActivateCard({ cardId: this.cardId }));
  }

  get balanceMinor(): number {
    return giftCard.fold(this.events).balanceMinor;
  }

  get liability() {
    const { balanceMinor, heldMinor, allowances } = giftCard.fold(this.events);
    return { outstandingMinor: balanceMinor, heldMinor, setAsideMinor: allowances.setAsideMinor };
  }

  /** @returns what came of it */
  ask(command: Message<'command'>): readonly AnyEvent[] {
    const decision = this.hub.decide(command, { now: 0 });
    this.events.push(...decision.events);
    return decision.events;
  }
}

/** Two cards, of two currencies. */
export class SampleTrade {
  readonly cards = CURRENCIES.map((currency, number) => new TradedCard(number, currency));
  private readonly told = [0, 0];
  private readonly granted = [idOf('a000', 0), idOf('a000', 1)];
  private deals = 0;

  /** @returns what came of it */
  deal({ what, store, card: number, minor, forked }: Deal): readonly AnyEvent[] {
    const card = this.cards[number]!;
    const { cardId, currency } = card;
    const id = idOf('d000', (this.deals += 1));
    const amount = { minor, currency };
    const caseId = `${cardId}:overdraft:1`;
    const say = (statement: Statement) => card.ask(this.fact(cardId, store, statement, forked));
    const settle = (how: 'paid' | 'borne-by-brand' | 'charged-to-store') => {
      const bearer = how === 'charged-to-store' ? storeOf(store) : ('hub' as const);
      return card.ask(new SettleOverdraft({ cardId, caseId, settlementId: id, minor, how, bearer }));
    };
    const said = { cardId, ...request, requestId: id, minor };
    switch (what) {
      case 'load':
        return card.ask(new LoadCard({ cardId, loadId: id, amount }));
      case 'redeem':
        return card.ask(new RedeemCard({ cardId, redemptionId: id, amount, allowPartial: true }));
      case 'hold':
        return card.ask(new PlaceHold({ cardId, holdId: `hold-${store}`, amount, purchaseId: id }));
      case 'capture':
        return card.ask(new CaptureHold({ cardId, holdId: `hold-${store}` }));
      case 'release':
        return card.ask(new ReleaseHold({ cardId, holdId: `hold-${store}` }));
      case 'grant': {
        this.granted[store] = id;
        const terms = { atLeastMinor: 1, leaseMs: 3_600_000, purpose: 'just-in-time' as const };
        return card.ask(
          new GrantAllowance({ cardId, allowanceId: id, storeId: storeOf(store), minor, ...terms }),
        );
      }
      case 'reclaim':
        return card.ask(new ReclaimAllowances({ cardId, storeId: storeOf(store) }));
      case 'load at store': {
        const { till, requestId } = said;
        return say(CardLoadedAtStore.say({ cardId, till, requestId, loadId: id, minor, tender: 'cash' }));
      }
      case 'redeem at store':
      case 'draw at store': {
        const draws = what === 'draw at store' ? [{ allowanceId: this.granted[store]!, minor }] : [];
        return say(
          CardRedeemedAtStore.say({
            ...said,
            requestedMinor: minor,
            allowPartial: false,
            draws,
            unbackedMinor: draws.length > 0 ? 0 : minor,
            seenVersion: 0,
          }),
        );
      }
      case 'capture at store':
        return say(
          HoldCapturedAtStore.say({
            ...said,
            hold: this.earlier(store),
            heldMinor: minor,
            back: [],
            unbackedBackMinor: 0,
          }),
        );
      case 'reverse at store':
        return say(
          RedemptionReversed.say({
            ...said,
            redemption: this.earlier(store),
            back: [],
            unbackedBackMinor: minor,
            why: 'asked',
          }),
        );
      case 'confirm':
        return card.ask(new ConfirmOverdraft({ cardId, caseId }));
      case 'pay':
        return settle('paid');
      case 'write off':
        return settle('borne-by-brand');
      case 'charge':
        return settle('charged-to-store');
    }
  }

  private earlier(store: number): string {
    return factId(store, this.told[store]!);
  }

  private fact(cardId: string, store: number, { type, version, body }: Statement, forked: boolean) {
    const seq = this.told[store]! + 1;
    this.told[store] = seq;
    const says = { type, version, body };
    const id = factId(store, seq);
    const fact = RecordedFact.parse({ id, seq, at: { ms: seq, count: 0 }, forked, says });
    return new RecordStoreFacts({ cardId, storeId: storeOf(store), facts: [fact] });
  }
}

const storeOf = (store: number): string => idOf('5000', store);
const factId = (store: number, seq: number): string => `${store}-${seq}`.padEnd(43, '_');
