import { accept, alreadyDone, type Decision, decider, refuse, when } from '#kernel';

import {
  DispatchShipment,
  RequestReused,
  ShipmentDispatched,
  type ShipmentLine,
} from '../contracts/index.js';

/** Nothing was handed over yet, or this was. */
interface Shipment {
  readonly dispatched?: ShipmentDispatched;
}

const notDispatched: Shipment = {};

/** Goods that leave the house, once. */
export const shipment = decider('dispatch.shipment', {
  initial: notDispatched,
  events: [ShipmentDispatched],
  evolve: (_, event): Shipment => ({ dispatched: event }),
  decisions: [when(DispatchShipment, dispatchShipment)],
});

function dispatchShipment(
  { dispatched }: Shipment,
  { data }: DispatchShipment,
): Decision<ShipmentDispatched, RequestReused> {
  if (!dispatched) return accept(new ShipmentDispatched(data));
  return dispatched.data.purchaseId === data.purchaseId && sameLines(dispatched.data.lines, data.lines)
    ? alreadyDone(dispatched)
    : refuse(new RequestReused({ shipmentId: data.shipmentId }));
}

const sameLines = (some: readonly ShipmentLine[], others: readonly ShipmentLine[]): boolean =>
  some.length === others.length &&
  some.every(({ sku, quantity }, at) => sku === others[at]?.sku && quantity === others[at].quantity);
