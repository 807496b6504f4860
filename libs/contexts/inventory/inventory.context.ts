import type { BoundedContext } from '#kernel';

import {
  InventoryShort,
  RequestReused,
  ReservationEnded,
  ReservationExpired,
  ReservationUnknown,
  ReservationWasAnnulled,
} from './contracts/index.js';
import { stock } from './domain/stock.decider.js';
import { stockLevels } from './read-models/stock.projection.js';

/** Inventory: what it decides, refuses and shows. */
export const inventory: BoundedContext = {
  name: 'inventory',
  decides: [stock],
  shows: [stockLevels],
  messages: [
    InventoryShort,
    RequestReused,
    ReservationEnded,
    ReservationExpired,
    ReservationUnknown,
    ReservationWasAnnulled,
  ],
};
