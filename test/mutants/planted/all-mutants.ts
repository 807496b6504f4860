import type { Mutant } from '../mutant.js';
import { inContexts } from './in-contexts.js';
import { inPostgres } from './in-postgres.js';
import { inRabbit } from './in-rabbitmq.js';
import { inRuntime } from './in-runtime.js';
import { inSagas } from './in-sagas.js';
import { atStores } from './in-stores.js';

export const mutants: readonly Mutant[] = [
  ...inSagas,
  ...inContexts,
  ...inRuntime,
  ...inPostgres,
  ...inRabbit,
  ...atStores,
];
