import { testKey } from '#testing/hub';

/** Who trades, and looks at the end: one key for all of it. */
export const traderKey = () =>
  testKey('trader', [
    'cards:read',
    'cards:write',
    'purchases:read',
    'purchases:write',
    'inventory:read',
    'inventory:write',
    'ops:sagas:read',
    'ops:dead-letters:read',
    'metrics:read',
  ]);
