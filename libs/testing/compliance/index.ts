export { databaseCompliance } from './database/database.compliance.js';
export { eventStoreCompliance } from './event-store/event-store.compliance.js';
export { mailboxCompliance } from './mailbox/mailbox.compliance.js';
export { operationsCompliance } from './operations.compliance.js';
export { outboxAndLeasesCompliance } from './outbox-and-leases.compliance.js';
export { readModelsCompliance } from './read-models.compliance.js';
export { sagaStoreCompliance } from './saga-store.compliance.js';
export type { DatabaseUnderTest, EmptyDatabase, SharedEmptyDatabase } from './support/database-under-test.js';
export { timersCompliance } from './timers.compliance.js';
