import { refusal } from '#kernel';

import { ShipmentId } from './fields.js';

/** The id of this shipment was used for a shipment of something else. */
export class RequestReused extends refusal(
  'dispatch.request-reused',
  { shipmentId: ShipmentId },
  { key: 'shipmentId' },
) {}
