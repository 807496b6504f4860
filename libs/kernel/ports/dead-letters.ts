/** What a person did about a dead letter, and why. */
export interface DealtWith {
  readonly outcome: 'replayed' | 'discarded';
  readonly by: string;
  readonly reason: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

export interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  readonly reason: string;
  readonly detail: string;
  /** How often handling it had failed before it was buried. */
  readonly failures: number;
  /** When it was buried, ISO 8601 in UTC. */
  readonly at: string;
  readonly envelope: unknown;
  readonly dealtWith?: DealtWith;
}

/** Who deals with a dead letter, and why. */
export interface Deal {
  readonly by: string;
  readonly reason: string;
}

/** What people do about messages that nobody could handle. The mailbox buries and lists them. */
export interface DeadLetters {
  find(id: string): Promise<DeadLetter | undefined>;
  /**
   * Puts the message into its queue again, last of its key and with its own id, although the queue has seen it before.
   * @returns false, and does nothing, when there is no such letter, it is no message, or it was dealt with before
   */
  replay(id: string, deal: Deal): Promise<boolean>;
  /** Marks the letter as of no more use. @returns false when there is none, or it was dealt with before */
  discard(id: string, deal: Deal): Promise<boolean>;
  /** How many wait for a person in each queue; a queue with none is missing. */
  countOpen(): Promise<{ readonly queue: string; readonly count: number }[]>;
}
