export { HttpNeighbour } from './adapters/http/http-neighbour.js';
export { enrolAt, HttpHubLine, type LineOptions } from './adapters/http/http-hub-line.js';
export { MemoryStoreDatabase, type Mishap } from './adapters/memory/memory-store-database.js';
export { type Disk, emptyDisk } from './adapters/memory/disk.js';
export { openPostgresStoreDatabase } from './adapters/postgres/postgres-store-database.js';
export { Neighbourhood } from './peers/neighbourhood.js';
export {
  type AllowanceRequest,
  type HubLine,
  LineDown,
  LineRefused,
  type News,
  type NewsQuestion,
  type Pushed,
} from './ports/hub-line.js';
export type { Exchange, Neighbour } from './ports/neighbour.js';
export {
  type Changes,
  type Identity,
  noChanges,
  type NodeValues,
  type StoreDatabase,
} from './ports/store-database.js';
export { type CardBalance, StoreNode, type StoreStatus } from './store-node.js';
export { StoreNodeModule } from './store-node.module.js';
export { Housekeeping } from './sync/housekeeping.js';
export { firstMemory } from './sync/first-memory.js';
export { Sync } from './sync/sync.js';
export { NotEnrolled } from './writer/node-state.js';
export { NodeBusy, NodeUnfit, Writer, type WriterParts } from './writer/writer.js';
export { type CardView, viewOf } from './domain/card-view.js';
export { type CardLine, type KnownCard, withFacts } from './domain/known-card.js';
