import type { Addressed, Envelope, NewOperation, SagaInstance, StoredEvent } from '#kernel';

const AT = '2026-03-01T09:30:00.125Z';

/** The names of one script, which no other script of the run has: many share a database. */
export class Names {
  readonly queues: readonly string[];
  readonly streams: readonly string[];
  readonly saga: string;
  readonly type: string;
  readonly place: string;

  /** @param keys which fall into equal slots on both sides */
  constructor(
    private readonly script: number,
    readonly keys: readonly string[],
  ) {
    this.place = `script-${script}`;
    this.queues = [`${this.place}.a`, `${this.place}.b`];
    this.streams = [`${this.place}/a`, `${this.place}/b`];
    this.saga = `${this.place}.closing`;
    this.type = `${this.place}.noted`;
  }

  id(kind: number, number: number): string {
    const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
    return `${hex(this.script, 8)}-0000-7000-8${hex(kind, 3)}-${hex(number, 12)}`;
  }

  queue(number: number): string {
    return this.queues[number % 2] ?? '';
  }

  /** 1, 2 or 3 stand for the first, the second and both. */
  queuesOf(mask: number): string[] {
    return this.queues.filter((_, index) => (mask >> index) & 1);
  }

  key(number: number): string {
    return this.keys[number % this.keys.length] ?? '';
  }

  /** A message always has the same key. */
  message(number: number): Envelope {
    return {
      id: this.id(1, number),
      kind: 'command',
      type: 'tills.note',
      version: 1,
      key: this.key(number),
      data: { number },
      at: AT,
      correlationId: this.id(1, number),
    };
  }

  messages(queue: number, first: number, count: number): Addressed[] {
    return Array.from({ length: count }, (_, index) => ({
      queue: this.queue(queue),
      envelope: this.message(first + index),
    }));
  }

  event(stream: number, streamVersion: number, number: number): StoredEvent {
    return {
      id: this.id(2, number),
      stream: this.streams[stream % 2] ?? '',
      streamVersion,
      type: this.type,
      version: 1,
      data: { number },
      at: AT,
      correlationId: this.id(2, 0),
      causationId: this.id(2, 0),
    };
  }

  instance(key: number, at: number): SagaInstance {
    return {
      saga: this.saga,
      definitionVersion: 1,
      key: `${key}`,
      direction: 'forward',
      state: {},
      at,
      items: [],
      itemsDone: 0,
      trail: [],
      pending: [],
      undoing: [],
      abandoned: [],
      early: [],
      startedAt: Date.parse(AT),
      correlationId: this.id(3, 0),
    };
  }

  operation(number: number, key: number, fingerprint: number): NewOperation {
    return {
      id: this.id(4, number),
      command: 'tills.open',
      key: 'till-1',
      correlationId: this.id(4, 0),
      principal: this.place,
      idempotencyKey: `key-${key}`,
      fingerprint: `${fingerprint}`.repeat(64),
    };
  }
}
