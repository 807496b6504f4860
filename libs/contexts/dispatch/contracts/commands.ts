import { z } from 'zod';

import { command } from '#kernel';

import { ShipmentId, ShipmentLines } from './fields.js';

/** Hands goods to a carrier; once for each `shipmentId`. */
export class DispatchShipment extends command(
  'dispatch.dispatch-shipment',
  { shipmentId: ShipmentId, purchaseId: z.uuid(), lines: ShipmentLines },
  { key: 'shipmentId' },
) {}
