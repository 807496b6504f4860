import { giftCard } from '#contexts/gift-cards';
import { shipment } from '#contexts/dispatch';
import { stock } from '#contexts/inventory';
import { payment } from '#contexts/payments';
import { purchase } from '#contexts/purchasing';
import { CardActivated, CardIssued, CardLoaded } from '#contracts/gift-cards';
import { StockReceived } from '#contracts/inventory';
import {
  PaymentAuthorizationRequested,
  PaymentCaptureRequested,
  PaymentVoidRequested,
  RecordAuthorization,
  RecordCapture,
  RecordVoid,
} from '#contracts/payments';
import { CancelPurchase, ConfirmPurchase } from '#contracts/purchasing';
import { aggregate, model, type SimulatedWorld, type Turn } from '#testing/saga-simulation';

export const purchaseId = '01920000-0000-7000-8000-000000000001';
export const cardId = '01920000-0000-7000-8000-00000000000a';
export const sku = 'beans';
export const paymentId = `${purchaseId}:payment`;
const shipmentId = `${purchaseId}:shipment`;
const uuid = '01920000-0000-7000-8000-0000000000ff';

const euros = (minor: number) => ({ minor, currency: 'EUR' as const });
const LOADED_MINOR = 5_000;
const DELIVERED = 5;

const byCard = (minor: number) => ({ kind: 'card', cardId, amount: euros(minor) }) as const;
const byPayment = (minor: number) => ({ kind: 'payment', token: 'tok_visa', amount: euros(minor) }) as const;

const confirm = (
  unitMinor: number,
  tenders: readonly (ReturnType<typeof byCard> | ReturnType<typeof byPayment>)[],
) =>
  new ConfirmPurchase({
    purchaseId,
    lines: [{ sku, quantity: 2, unitPrice: euros(unitMinor) }],
    tenders: [...tenders],
  });

/** Two packs of beans, paid with a gift card and a credit card. */
export const bySomeOfBoth = confirm(1_700, [byCard(1_000), byPayment(2_400)]);
/** So much that somebody has to look at it first. */
export const worthALook = confirm(300_000, [byCard(1_000), byPayment(599_000)]);

export const cancel = new CancelPurchase({ purchaseId, reason: 'found it cheaper' });

type Asked = 'approved' | 'declined' | 'captured' | 'voided';

type Kept = Readonly<Record<string, Asked>>;
const nothing: Kept = {};

/** Keeps what it was asked by the key of the request, as a real provider does. */
const provider = model({
  takes: [PaymentAuthorizationRequested, PaymentCaptureRequested, PaymentVoidRequested],
  isOutside: true,
  state: nothing,
  take(kept, message): Turn<Kept>[] {
    if (message instanceof PaymentAuthorizationRequested) {
      const { paymentId: id } = message.data;
      const known = kept[id] === undefined ? (['approved', 'declined'] as const) : [kept[id]];
      return known.map((asked) => ({
        state: { ...kept, [id]: asked },
        asks: [
          new RecordAuthorization({
            paymentId: id,
            outcome:
              asked === 'declined'
                ? { kind: 'declined', reason: 'no' }
                : { kind: 'approved', reference: `auth of ${id}` },
          }),
        ],
      }));
    }
    if (message instanceof PaymentCaptureRequested) {
      const { paymentId: id } = message.data;
      return [
        {
          state: { ...kept, [id]: 'captured' },
          asks: [new RecordCapture({ paymentId: id, outcome: { kind: 'captured' } })],
        },
        {
          state: kept,
          asks: [new RecordCapture({ paymentId: id, outcome: { kind: 'declined', reason: 'no' } })],
        },
      ];
    }
    const { paymentId: id } = message.data;
    const isHeld = kept[id] === 'approved';
    return [
      { state: isHeld ? { ...kept, [id]: 'voided' } : kept, asks: [new RecordVoid({ paymentId: id })] },
    ];
  },
});

/** Everybody whom the purchase saga deals with, as they are; only the payment provider is a model. */
export const participants = {
  purchase: aggregate(purchase),
  stock: aggregate(stock, { given: [new StockReceived({ sku, deliveryId: uuid, quantity: DELIVERED })] }),
  cards: aggregate(giftCard, {
    given: [
      new CardIssued({ cardId, currency: 'EUR' }),
      new CardActivated({ cardId }),
      new CardLoaded({ cardId, loadId: uuid, amount: euros(LOADED_MINOR) }),
    ],
  }),
  payments: aggregate(payment),
  provider,
  dispatch: aggregate(shipment),
};

type PurchaseWorld = SimulatedWorld<typeof participants>;

/** What everybody has at one moment. */
export function holdings({ participants: all, now, status }: PurchaseWorld) {
  const card = all.cards(cardId);
  const goods = all.stock(sku);
  if (card.status !== 'active') throw new Error(`The card is ${card.status}`);
  return {
    now,
    status,
    purchase: all.purchase(purchaseId).status,
    onCard: card.balanceMinor,
    heldOnCard: card.heldMinor,
    onHand: goods.onHand,
    reserved: [...goods.open.values()].reduce((sum, { data }) => sum + data.quantity, 0),
    payment: all.payments(paymentId).status,
    atProvider: all.provider[paymentId],
    isDispatched: all.dispatch(shipmentId).dispatched !== undefined,
  };
}

export const untouched = {
  purchase: 'cancelled',
  onCard: LOADED_MINOR,
  heldOnCard: 0,
  onHand: DELIVERED,
  reserved: 0,
  isDispatched: false,
};
export const soldAndPaid = {
  purchase: 'completed',
  onCard: LOADED_MINOR - 1_000,
  heldOnCard: 0,
  onHand: DELIVERED - 2,
  reserved: 0,
  payment: 'captured',
  atProvider: 'captured',
  isDispatched: true,
};

/** @returns true, or a sentence for each difference */
export function differences(seen: object, expected: object): true | string {
  const wrong = Object.entries(expected).flatMap(([name, value]) => {
    const actual: unknown = Reflect.get(seen, name);
    return actual === value ? [] : [`${name} is ${String(actual)}, not ${String(value)}`];
  });
  return wrong.length === 0 || wrong.join(', ');
}
