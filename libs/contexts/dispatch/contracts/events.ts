import { event } from '#kernel';

import { ShipmentId, ShipmentLines, Uuid } from './fields.js';

export class ShipmentDispatched extends event(
  'dispatch.shipment-dispatched',
  { shipmentId: ShipmentId, purchaseId: Uuid, lines: ShipmentLines },
  { key: 'shipmentId' },
) {}
