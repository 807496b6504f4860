/** Which queues exist, and who wants what. */
export interface Topology {
  readonly queues: readonly string[];
}

export interface TransportHealth {
  readonly up: boolean;
  /** A sentence for an operator. */
  readonly detail: string;
}

/**
 * How a message that one transaction decided gets into the mailbox of the queue that it is for.
 * `direct`: the deciding transaction delivers it itself. `relayed`: it goes to the outbox, and the transport carries it.
 */
export interface Transport {
  readonly name: string;
  readonly delivery: 'direct' | 'relayed';
  /** Starts carrying; resolves at once and keeps trying when its broker is not there. */
  start(topology: Topology): Promise<void>;
  /** A transaction has put messages into the outbox. */
  wake(): void;
  health(): TransportHealth;
  /** Finishes what is under way and stops. Nothing that was in the outbox is lost. */
  stop(): Promise<void>;
}
