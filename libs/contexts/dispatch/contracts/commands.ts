import { command } from '#kernel';

import { ShipmentId, ShipmentLines, Uuid } from './fields.js';

/** Hands goods to a carrier; once for each `shipmentId`. */
export class DispatchShipment extends command(
  'dispatch.dispatch-shipment',
  { shipmentId: ShipmentId, purchaseId: Uuid, lines: ShipmentLines },
  { key: 'shipmentId' },
) {}
