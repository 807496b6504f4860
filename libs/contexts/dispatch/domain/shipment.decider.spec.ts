import { describe, it } from '@jest/globals';

import { specification } from '#testing';

import { DispatchShipment, RequestReused, ShipmentDispatched } from '../contracts/index.js';
import { shipment } from './shipment.decider.js';

const shipmentId = '01980000-0000-7000-8000-00000000b001:shipment:0';
const order = {
  shipmentId,
  purchaseId: '01980000-0000-7000-8000-00000000b001',
  lines: [
    { sku: 'espresso-250g', quantity: 3 },
    { sku: 'mug', quantity: 1 },
  ],
};
const dispatched = new ShipmentDispatched(order);

describe('Dispatching a shipment', () => {
  it('hands it over', () => {
    specification(shipment).given().when(new DispatchShipment(order)).then(dispatched);
  });

  it('again is done already', () => {
    specification(shipment).given(dispatched).when(new DispatchShipment(order)).thenNothingNew(dispatched);
  });

  it.each([
    ['for another purchase', { purchaseId: '01980000-0000-7000-8000-00000000b002' }],
    ['with a line less', { lines: order.lines.slice(1) }],
    ['with a line more', { lines: [...order.lines, { sku: 'spoon', quantity: 1 }] }],
    ['with another quantity', { lines: order.lines.map((line) => ({ ...line, quantity: 2 })) }],
    ['with other goods', { lines: order.lines.map((line) => ({ ...line, sku: 'spoon' })) }],
  ])('again %s is refused', (_, difference) => {
    specification(shipment)
      .given(dispatched)
      .when(new DispatchShipment({ ...order, ...difference }))
      .thenRefused(new RequestReused({ shipmentId }));
  });
});
