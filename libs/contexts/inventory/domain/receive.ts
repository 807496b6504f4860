import { accept, alreadyDone, type Decision, refuse } from '#kernel';

import { type ReceiveStock, RequestReused, StockReceived } from '../contracts/index.js';
import type { Stock } from './stock.js';

export function receiveStock(stock: Stock, { data }: ReceiveStock): Decision<StockReceived, RequestReused> {
  const earlier = stock.deliveries.get(data.deliveryId);
  if (!earlier) return accept(new StockReceived(data));
  return earlier.data.quantity === data.quantity
    ? alreadyDone(earlier)
    : refuse(new RequestReused({ sku: data.sku, requestId: data.deliveryId }));
}
