export { eventually, NotEventually, type Patience } from './eventually.js';
export { countingIds, SPEC_NOW } from './specification/time-and-ids.js';
export { specification } from './specification/decider-specification.js';
export { projectionSpecification } from './specification/projection-specification.js';
export { sagaSpecification } from './specification/saga-specification.js';
export { SpecificationFailed } from './specification/wire.js';
