export interface BrokerMessage {
  readonly body: string;
  /** How often it came back from a consumer that did not take it. */
  readonly returns: number;
}

export interface QueueOptions {
  /** So often a message may come back; once more, and it is a dead letter. Unbounded by default. */
  readonly deliveryLimit?: number;
  /** The queue that gets dead letters; without one they are gone. */
  readonly deadLetters?: string;
}

/** Messages in their order; those that came back are ahead of those that nobody has been given. */
export class MemoryQueue {
  private returned: BrokerMessage[] = [];
  private fresh: BrokerMessage[] = [];

  constructor(readonly options: QueueOptions) {}

  get ready(): number {
    return this.returned.length + this.fresh.length;
  }

  add(body: string): void {
    this.fresh.push({ body, returns: 0 });
  }

  take(): BrokerMessage | undefined {
    return this.returned.shift() ?? this.fresh.shift();
  }

  /** @returns false when it has come back too often, so that it is a dead letter */
  takeBack({ body, returns }: BrokerMessage): boolean {
    if (returns >= (this.options.deliveryLimit ?? Number.POSITIVE_INFINITY)) return false;
    this.returned.push({ body, returns: returns + 1 });
    return true;
  }

  /** @returns how many there were */
  purge(): number {
    const count = this.ready;
    this.returned = [];
    this.fresh = [];
    return count;
  }
}
