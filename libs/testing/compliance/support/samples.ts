import type { Addressed, Claimed, Envelope, NewOperation, SagaInstance, StoredEvent } from '#kernel';

export const AT = '2026-03-01T09:30:00.125Z';

/** How times are written: ISO 8601 in UTC, to the millisecond or finer. */
export const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/;

let ids = 0;

/** A UUIDv7; later ones sort behind earlier ones. */
export function nextId(): string {
  ids += 1;
  return `019c0000-0000-7000-8000-${ids.toString(16).padStart(12, '0')}`;
}

/** A message of a key, which says a text. */
export function message(key: string, text: string, parts: Partial<Envelope> = {}): Envelope {
  return {
    id: nextId(),
    kind: 'command',
    type: 'tills.note',
    version: 1,
    key,
    data: { text },
    at: AT,
    correlationId: nextId(),
    ...parts,
  };
}

export const to = (queue: string, ...envelopes: Envelope[]): Addressed[] =>
  envelopes.map((envelope) => ({ queue, envelope }));

export const textOf = ({ data }: { readonly data: unknown }): string =>
  typeof data === 'object' && data !== null && 'text' in data ? String(data.text) : '';

export const textsOf = (claimed: readonly Claimed[]): string[] =>
  claimed.map(({ envelope }) => textOf(envelope));

/** The event of a stream at a version, which says a text. */
export function storedEvent(stream: string, streamVersion: number, text = ''): StoredEvent {
  return {
    id: nextId(),
    stream,
    streamVersion,
    type: 'tills.noted',
    version: 1,
    data: { text },
    at: AT,
    correlationId: nextId(),
    causationId: nextId(),
  };
}

/** A saga that runs and waits for nothing. */
export function sagaInstance(key: string, parts: Partial<SagaInstance> = {}): SagaInstance {
  return {
    saga: 'tills.closing',
    definitionVersion: 1,
    key,
    direction: 'forward',
    state: {},
    at: 0,
    items: [],
    itemsDone: 0,
    trail: [],
    pending: [],
    undoing: [],
    abandoned: [],
    early: [],
    startedAt: Date.parse(AT),
    correlationId: nextId(),
    ...parts,
  };
}

export function newOperation(parts: Partial<NewOperation> = {}): NewOperation {
  return {
    id: nextId(),
    command: 'tills.open-till',
    key: 'till-1',
    correlationId: nextId(),
    principal: 'cashier',
    idempotencyKey: nextId(),
    fingerprint: 'a'.repeat(64),
    ...parts,
  };
}
