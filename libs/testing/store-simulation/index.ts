export { type Exposure, playStores, type StoreOutcome } from './play-stores.js';
export { type Configuration, CONFIGURATIONS, type StoreScenario } from './scenario/happening.js';
export { storeScenarioOf } from './scenario/store-scenario-of.js';
export { tellStoreStory } from './tell-store-story.js';
export { STORE_SOMETIMES } from './world/store-encounters.js';
export { storeInvariants } from './invariants/all-store-invariants.js';
