import { SAMPLE_STOCK } from './quick-start.js';

/** Puts goods into the stock of a development hub, over its own API; once, however often it starts. */
export async function receiveSampleStock(url: string, bearer: string): Promise<void> {
  const { sku, quantity } = SAMPLE_STOCK;
  const answer = await fetch(`${url}/v1/stock/${sku}/deliveries`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${bearer}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': 'the-sample-stock-of-a-development-hub',
    },
    body: JSON.stringify({ quantity }),
  });
  if (!answer.ok) throw new Error(`The API answered ${answer.status}: ${await answer.text()}`);
}
