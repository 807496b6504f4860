export { createMemoryDatabase, type MemoryDatabase, type MemoryDatabaseOptions } from './database.js';
export { createMemoryTransport } from './transport.js';
export type { Gate, GateStep } from './engine/session.js';
export { slotOf } from './stores/slots.js';
export { MemoryBroker } from './broker/memory-broker.js';
export { ChannelClosed, type Confirmation, type Delivery, MemoryChannel } from './broker/memory-channel.js';
export type { QueueOptions } from './broker/memory-queue.js';
