import type { ApiAnswer, ApiClient, OperationDocument } from '#testing/hub';

export const SKU = 'COFFEE-BEANS';

export const euros = (minor: number) => ({ minor, currency: 'EUR' });

const WAIT = { waitSeconds: 20 } as const;

/** What a card's document says. */
export interface CardDocument {
  readonly status: string;
  readonly balanceMinor: number;
  readonly heldMinor: number;
  readonly availableMinor: number;
}

/** Fails with what the API said, where a test needs the request to succeed. */
export function done(answer: ApiAnswer<OperationDocument>): OperationDocument {
  if (answer.status === 200 || answer.status === 201) return answer.body;
  throw new Error(`The API answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

export async function stockUp(api: ApiClient, quantity: number, sku = SKU): Promise<void> {
  done(await api.post(`/v1/stock/${sku}/deliveries`, { quantity }, WAIT));
}

/** @returns the id of a card that is active and holds this much */
export async function cardWith(api: ApiClient, minor: number): Promise<string> {
  const { key } = done(await api.post('/v1/gift-cards', { currency: 'EUR' }, WAIT));
  if (minor > 0) done(await api.post(`/v1/gift-cards/${key}/loads`, { amount: euros(minor) }, WAIT));
  return key;
}

/** A purchase of so many pieces at 35.00, paid with a card as far as it is said and with a payment for the rest. */
export function purchaseOf(
  quantity: number,
  pay: {
    readonly cardId?: string;
    readonly cardMinor?: number;
    readonly token?: string;
    readonly sku?: string;
  },
) {
  const total = quantity * 3_500;
  const byCard = pay.cardMinor ?? 0;
  return {
    lines: [{ sku: pay.sku ?? SKU, quantity, unitPrice: euros(3_500) }],
    tenders: [
      ...(byCard > 0 ? [{ kind: 'card', cardId: pay.cardId, amount: euros(byCard) }] : []),
      ...(total > byCard
        ? [{ kind: 'payment', token: pay.token ?? 'tok_approve', amount: euros(total - byCard) }]
        : []),
    ],
  };
}

/** Reads a card as it is once everything before this answer has been seen. */
export async function cardAfter(
  api: ApiClient,
  cardId: string,
  answer: ApiAnswer<unknown>,
): Promise<CardDocument> {
  return (await api.get<CardDocument>(`/v1/gift-cards/${cardId}`, asNewAs(answer))).body;
}

/** Asks for what is at least as new as this answer. */
export function asNewAs(answer: ApiAnswer<unknown>): Record<string, string> {
  const token = answer.headers.get('consistency-token');
  return token === null ? {} : { 'Consistency-Token': token };
}
