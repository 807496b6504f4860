/** With a bound on deliveries and a place for dead letters, as the transport declares its queues. */
export const BOUNDED = 'bounded';
export const DEAD = 'dead';
/** Not there at first, and removed and declared again by scripts. */
export const FLEETING = 'fleeting';

export const QUEUES = [BOUNDED, DEAD, FLEETING] as const;

export const DELIVERY_LIMIT = 2;
