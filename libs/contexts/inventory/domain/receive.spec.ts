import { describe, it } from '@jest/globals';

import { specification } from '#testing';

import { ReceiveStock, RequestReused } from '../contracts/index.js';
import { deliveryId, received, sku } from './sample-stock.js';
import { stock } from './stock.decider.js';

const receive = (quantity: number) => new ReceiveStock({ sku, deliveryId, quantity });

describe('Receiving stock', () => {
  it('adds it, to a sku that nobody knew as well', () => {
    specification(stock).given().when(receive(5)).then(received(5));
  });

  it('again with the same id is done already', () => {
    specification(stock).given(received(5)).when(receive(5)).thenNothingNew(received(5));
  });

  it('with a known id and another quantity is refused', () => {
    specification(stock)
      .given(received(5))
      .when(receive(6))
      .thenRefused(new RequestReused({ sku, requestId: deliveryId }));
  });
});
