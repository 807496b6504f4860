import type { Chance } from './chance.js';
import type { Clock } from './clock.js';
import type { Ids } from './ids.js';

/** All that a process takes from the computer that it runs on, so that a simulator can give it something else. */
export interface Surroundings {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly ids: Ids;
}
