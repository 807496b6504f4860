import type { FaultBoard } from '../faults/fault-board.js';
import type { SagaEncounters } from '../faults/sometimes.js';
import type { Chronicle } from './chronicle.js';
import type { Random } from './random.js';
import type { Scheduler } from './scheduler.js';
import type { SimulatedStore } from './simulated-store.js';
import type { Trace } from './trace.js';

/** What everything in a world shares. */
export interface WorldParts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly store: SimulatedStore;
  readonly faults: FaultBoard;
  readonly encounters: SagaEncounters;
  readonly trace: Trace;
  readonly chronicle: Chronicle;
}
