export { eventStoreCompliance } from './event-store/event-store.compliance.js';
export { mailboxCompliance } from './mailbox/mailbox.compliance.js';
export { sagaStoreCompliance } from './saga-store.compliance.js';
export type { DatabaseUnderTest, EmptyDatabase, SharedEmptyDatabase } from './support/database-under-test.js';
export { timersCompliance } from './timers.compliance.js';
