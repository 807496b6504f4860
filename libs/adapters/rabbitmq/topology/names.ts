/** Where all messages enter the broker; the routing key is the name of the mailbox queue. */
export const MAIL_EXCHANGE = 'countersign.mail';

// Not below `countersign.`, where a mailbox queue of that name would have its place.
export const DEAD_LETTERS = 'countersign-dead-letters';

/** The broker's queue of a mailbox queue. */
export const brokerQueueOf = (queue: string): string => `countersign.${queue}`;
