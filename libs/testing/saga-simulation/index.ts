export { recordHistory, type RecordedTurn, type SagaHistory } from './histories.js';
export type {
  Invariants,
  SimulatedWorld,
  SimulationBudget,
  SimulationOptions,
  SimulationReport,
} from './options.js';
export { aggregate, model, type Participant, type Turn } from './participants.js';
export { simulate, SimulationFailed } from './simulate.js';
