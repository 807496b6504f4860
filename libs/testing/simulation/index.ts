export { Encounters } from './faults/encounters.js';
export { SOMETIMES, type Sometimes } from './faults/sometimes.js';
export type { Fault } from './faults/fault.js';
export type { Finding } from './invariants/evidence.js';
export { CONTEXTS } from './world/world.js';
export { scenarioOf } from './scenario/scenario-of.js';
export type { Action, ClientPlan, Scenario } from './scenario/scenario.js';
export { type Outcome, play, type PlayOptions } from './simulate.js';
export { tellStory } from './story.js';
