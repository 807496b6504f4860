import { z } from 'zod';

import { event } from '#kernel';

import { ShipmentId, ShipmentLines } from './fields.js';

export class ShipmentDispatched extends event(
  'dispatch.shipment-dispatched',
  { shipmentId: ShipmentId, purchaseId: z.uuid(), lines: ShipmentLines },
  { key: 'shipmentId' },
) {}
