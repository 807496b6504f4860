import type { RunningHub } from './hub.js';

/** The goods that a development hub has in stock, so that there is something to buy. */
export const SAMPLE_STOCK = { sku: 'COFFEE-BEANS', quantity: 1_000 } as const;

/** What somebody needs who has just started the hub: where it is, a key, and a first purchase in three lines. */
export function quickStart({ url, bearer }: Pick<RunningHub, 'url' | 'bearer'>): string {
  if (url === undefined || bearer === undefined) return '';
  const post = (path: string, body: object, how = '-s') =>
    `curl ${how} ${url}${path} -H "Authorization: Bearer $KEY" -H "Idempotency-Key: $(date +%s%N)-$RANDOM" ` +
    `-H 'Prefer: wait=10' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  const load = { amount: { minor: 5_000, currency: 'EUR' } };
  const purchase = {
    lines: [{ sku: SAMPLE_STOCK.sku, quantity: 2, unitPrice: { minor: 3_500, currency: 'EUR' } }],
    tenders: [
      { kind: 'card', cardId: 'CARD', amount: { minor: 4_500, currency: 'EUR' } },
      { kind: 'payment', token: 'tok_approve', amount: { minor: 2_500, currency: 'EUR' } },
    ],
  };
  // An answer that is shown ends its line.
  const shown = "-sw '\\n'";
  const buy = post('/v1/purchases', purchase, shown).replace('"CARD"', `"'$CARD'"`);
  return `
Documentation  ${url}/docs
Key            ${bearer}

A first purchase: sell a card, load it with 50.00 EUR, and pay 70.00 EUR with it and a credit card.

KEY=${bearer}
CARD=$(${post('/v1/gift-cards', { currency: 'EUR' })} | sed 's/.*"key":"\\([^"]*\\)".*/\\1/')
${post('/v1/gift-cards/CARD/loads', load, shown).replace('/CARD/', '/$CARD/')}
${buy}
`;
}
