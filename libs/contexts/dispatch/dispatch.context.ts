import type { BoundedContext } from '#kernel';

import { RequestReused } from './contracts/index.js';
import { shipment } from './domain/shipment.decider.js';

/** Dispatch: what it decides and refuses. */
export const dispatch: BoundedContext = {
  name: 'dispatch',
  decides: [shipment],
  messages: [RequestReused],
};
