import { Facts1764200000000 } from './facts.js';
import { SecondHistories1764300000000 } from './second-histories.js';
import { DealtWith1763900100000 } from './dealt-with.js';
import { InitialSchema1763800000000 } from './initial-schema.js';
import { LiveSagas1763900200000 } from './live-sagas.js';
import { PutOffs1763900000000 } from './put-offs.js';
import { LeaseStarts1763900400000 } from './lease-starts.js';
import { SurvivedStarts1763900500000 } from './survived-starts.js';
import { Retention1763900300000 } from './retention.js';

/** In their order. One that has been released is never edited: databases have run it. */
export const ALL_MIGRATIONS = [
  InitialSchema1763800000000,
  PutOffs1763900000000,
  DealtWith1763900100000,
  LiveSagas1763900200000,
  Retention1763900300000,
  LeaseStarts1763900400000,
  SurvivedStarts1763900500000,
  Facts1764200000000,
  SecondHistories1764300000000,
];
