/** What somebody does about a purchase after it was confirmed. */
export type FollowUp =
  'look why it waits' | 'approve' | 'reject' | 'cancel while it waits' | 'cancel at once' | 'resume';

export type CardRole = 'ordinary' | 'contended' | 'empty' | 'blocked';

/** A sort of purchase, and how purchases of this sort may end. */
export interface PurchaseKind {
  readonly name: string;
  /** Part of all purchases; there is one at least. */
  readonly share: number;
  readonly paidBy: 'card' | 'payment' | 'both';
  readonly card?: CardRole;
  readonly good?: 'scarce' | 'dear';
  /** `tok_approve` by default. */
  readonly token?: string;
  readonly followUp?: FollowUp;
  /** The tenders are a cent less than the total. */
  readonly isShort?: true;
  readonly mayComplete: boolean;
  /** Codes of the problems with which it may be undone. */
  readonly undoneWith: readonly string[];
  /** Codes of the problems with which it may be refused at once. */
  readonly refusedWith: readonly string[];
}

const completes = { mayComplete: true, undoneWith: [], refusedWith: [] } as const;
const undone = (...codes: string[]) => ({ mayComplete: false, undoneWith: codes, refusedWith: [] });
const eitherWay = (...codes: string[]) => ({ mayComplete: true, undoneWith: codes, refusedWith: [] });

const SHORT_OF_MONEY = 'gift-cards.insufficient-balance';
const CANCELLED = ['purchasing.purchase-undone', 'purchasing.cancellation-was-requested'];

/** What most customers do. */
export const ORDINARY_KINDS: readonly PurchaseKind[] = [
  { name: 'paid by gift card', share: 0.3, paidBy: 'card', ...completes },
  { name: 'paid by credit card', share: 0.2, paidBy: 'payment', ...completes },
  { name: 'paid by both', share: 0.5, paidBy: 'both', ...completes },
];

/** @param hangSeconds how long a provider that hangs takes to answer */
export function specialKinds(hangSeconds: number): readonly PurchaseKind[] {
  const hangs = `tok_hang_${hangSeconds}`;
  return [
    {
      name: 'credit card declined',
      share: 0.05,
      paidBy: 'both',
      token: 'tok_decline',
      ...undone('payments.payment-declined'),
    },
    { name: "provider's answer lost", share: 0.03, paidBy: 'both', token: 'tok_lose', ...completes },
    { name: 'provider fails once', share: 0.03, paidBy: 'both', token: 'tok_fail_once', ...completes },
    {
      name: 'provider hangs',
      share: 0.01,
      paidBy: 'both',
      token: hangs,
      followUp: 'look why it waits',
      ...completes,
    },
    {
      name: 'sold-out item',
      share: 0.05,
      paidBy: 'payment',
      good: 'scarce',
      ...eitherWay('inventory.inventory-short'),
    },
    {
      name: 'race for a card',
      share: 0.04,
      paidBy: 'card',
      card: 'contended',
      ...eitherWay(SHORT_OF_MONEY),
    },
    { name: 'empty card', share: 0.015, paidBy: 'both', card: 'empty', ...undone(SHORT_OF_MONEY) },
    {
      name: 'blocked card',
      share: 0.015,
      paidBy: 'both',
      card: 'blocked',
      ...undone('gift-cards.card-is-blocked'),
    },
    {
      name: 'tenders a cent short',
      share: 0.01,
      paidBy: 'both',
      isShort: true,
      mayComplete: false,
      undoneWith: [],
      refusedWith: ['purchasing.tenders-do-not-cover-total'],
    },
    {
      name: 'approved by a person',
      share: 0.01,
      paidBy: 'both',
      good: 'dear',
      followUp: 'approve',
      ...completes,
    },
    {
      name: 'rejected by a person',
      share: 0.01,
      paidBy: 'both',
      good: 'dear',
      followUp: 'reject',
      ...undone('purchasing.purchase-undone'),
    },
    {
      name: 'cancelled while it waits',
      share: 0.005,
      paidBy: 'both',
      token: hangs,
      followUp: 'cancel while it waits',
      ...undone(...CANCELLED),
    },
    {
      name: 'cancelled at once',
      share: 0.02,
      paidBy: 'both',
      followUp: 'cancel at once',
      ...eitherWay(...CANCELLED),
    },
    {
      name: 'stuck at capture, resumed',
      share: 0.005,
      paidBy: 'both',
      token: 'tok_decline_capture_once',
      followUp: 'resume',
      ...completes,
    },
  ];
}
