import type { Deal, Intent, Told } from '../workload/journal.js';
import type { Evidence, LoggedEvent } from './evidence.js';
import { projections, rebuild } from './read-models.js';

export const CARD = '0197f2c0-0000-7000-8000-000000000001';
export const PURCHASE = '0197f2c0-0000-7000-8000-000000000002';
const LOAD = '0197f2c0-0000-7000-8000-000000000003';
const DELIVERY = '0197f2c0-0000-7000-8000-000000000004';
const HOLD = `${PURCHASE}:hold:1`;
const RESERVATION = `${PURCHASE}:line:1`;
const PAYMENT = `${PURCHASE}:payment`;
const SKU = 'COFFEE-BEANS';

const euros = (minor: number) => ({ minor, currency: 'EUR' });

const LINES = [{ sku: SKU, quantity: 1, unitPrice: euros(1_500) }];
const TENDERS = [
  { kind: 'card', cardId: CARD, amount: euros(1_000) },
  { kind: 'payment', token: 'tok_approve', amount: euros(500) },
];

type Story = readonly (readonly [
  stream: string,
  correlation: string,
  type: string,
  data: Record<string, unknown>,
])[];

const card = `gift-cards.card/${CARD}`;
const purchase = `purchasing.purchase/${PURCHASE}`;
const payment = `payments.payment/${PAYMENT}`;
const held = { cardId: CARD, holdId: HOLD, amount: euros(1_000), purchaseId: PURCHASE };
const reserved = { sku: SKU, reservationId: RESERVATION, quantity: 1 };

const STORY: Story = [
  [
    `inventory.stock/${SKU}`,
    'c1',
    'inventory.stock-received',
    { sku: SKU, deliveryId: DELIVERY, quantity: 10 },
  ],
  [card, 'c2', 'gift-cards.card-issued', { cardId: CARD, currency: 'EUR' }],
  [card, 'c2', 'gift-cards.card-activated', { cardId: CARD }],
  [card, 'c3', 'gift-cards.card-loaded', { cardId: CARD, loadId: LOAD, amount: euros(5_000) }],
  [
    purchase,
    'c4',
    'purchasing.purchase-confirmed',
    { purchaseId: PURCHASE, lines: LINES, tenders: TENDERS, total: euros(1_500) },
  ],
  [
    `inventory.stock/${SKU}`,
    'c4',
    'inventory.inventory-reserved',
    { ...reserved, leaseUntil: 1_900_000_000_000 },
  ],
  [card, 'c4', 'gift-cards.hold-placed', held],
  [
    payment,
    'c4',
    'payments.payment-authorization-requested',
    { paymentId: PAYMENT, purchaseId: PURCHASE, amount: euros(500), paymentToken: 'tok_approve' },
  ],
  [
    payment,
    'c4',
    'payments.payment-authorized',
    { paymentId: PAYMENT, amount: euros(500), reference: 'auth_1' },
  ],
  [purchase, 'c4', 'purchasing.purchase-accepted', { purchaseId: PURCHASE }],
  [
    payment,
    'c4',
    'payments.payment-capture-requested',
    { paymentId: PAYMENT, reference: 'auth_1', attempt: 1 },
  ],
  [payment, 'c4', 'payments.payment-captured', { paymentId: PAYMENT, amount: euros(500) }],
  [card, 'c4', 'gift-cards.hold-captured', held],
  [`inventory.stock/${SKU}`, 'c4', 'inventory.inventory-consumed', reserved],
  [purchase, 'c4', 'purchasing.purchase-completed', { purchaseId: PURCHASE }],
];

const DEALS: readonly (readonly [Intent['kind'], subject: string, body: unknown, command: string])[] = [
  ['deliver', SKU, { quantity: 10 }, 'inventory.receive-stock'],
  ['sell', CARD, { currency: 'EUR', activate: true }, 'gift-cards.issue-card'],
  ['load', CARD, { amount: euros(5_000) }, 'gift-cards.load-card'],
  ['purchase', PURCHASE, { lines: LINES, tenders: TENDERS }, 'purchasing.confirm-purchase'],
];

/** For specs: a delivery, a card sold and loaded, and a purchase paid with it and a payment; everybody's books agree. */
export function honestEvidence(): Evidence {
  const events = eventsOf(STORY);
  return {
    deals: DEALS.map(([kind, subject, body], at): Deal => {
      const key = `trade-intent-${at + 1}`;
      const said: Told = { key, state: 'accepted', operationId: `operation-${at + 1}`, subject };
      return { intent: { key, kind, path: '/v1/…', body }, told: [said, { ...said, state: 'succeeded' }] };
    }),
    events,
    operations: DEALS.map(([, subject, , commandType], at) => ({
      id: `operation-${at + 1}`,
      idempotencyKey: `trade-intent-${at + 1}`,
      command: commandType,
      key: subject,
      state: 'succeeded',
      correlationId: `c${at + 1}`,
    })),
    sagas: [{ saga: 'purchasing.purchase', key: PURCHASE, status: 'completed' }],
    deadLetters: [],
    planted: [],
    leased: [],
    readModels: new Map(projections.map((each) => [each.name, rebuild(each, events)])),
    ledger: {
      authorizations: [
        {
          key: `${PAYMENT}:authorize`,
          reference: 'auth_1',
          amount: { minor: 500, currency: 'EUR' },
          state: 'captured',
        },
      ],
      totals: { EUR: { approved: 500, captured: 500, voided: 0, held: 0 } },
      calls: {},
    },
    output: [{ who: 'workers-1', line: 'Countersign works' }],
    usage: {
      before: [{ who: 'workers-1', residentBytes: 100_000_000, openFiles: 30 }],
      after: [{ who: 'workers-1', residentBytes: 110_000_000, openFiles: 31 }],
    },
    connections: { before: 20, after: 21 },
  };
}

/** Numbers events as the log does. */
export function eventsOf(story: Story): LoggedEvent[] {
  const versions = new Map<string, number>();
  return story.map(([stream, correlationId, type, data], at) => {
    const streamVersion = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, streamVersion);
    const position = String(at + 1);
    return {
      stream,
      streamVersion,
      txId: position,
      position,
      id: `event-${at + 1}`,
      type,
      version: 1,
      data,
      at: '2026-03-02T08:00:00.000Z',
      correlationId,
    };
  });
}
