import type { SandboxLedger } from '#contexts/payments';
import type { Deal } from '../workload/journal.js';
import type { Planted } from '../world/planted.js';

/** An event as the log has it. */
export interface LoggedEvent {
  readonly stream: string;
  readonly streamVersion: number;
  readonly txId: string;
  readonly position: string;
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: string;
  readonly correlationId: string;
}

export interface KeptOperation {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly command: string;
  readonly key: string;
  readonly state: string;
  readonly correlationId: string;
}

export interface KeptSaga {
  readonly saga: string;
  readonly key: string;
  readonly status: string;
}

export interface KeptDeadLetter {
  readonly queue: string;
  readonly messageId: string;
  readonly reason: string;
  readonly detail: string;
  /** The beginning of it, as JSON. */
  readonly text: string;
}

/** What a hub process, or the database for all of them, has in use. */
export interface Usage {
  readonly who: string;
  readonly residentBytes: number;
  readonly openFiles: number;
}

/** All that there is to say about a world at rest: what clients were told, and what everybody's books have. */
export interface Evidence {
  readonly deals: readonly Deal[];
  /** In the order of the log. */
  readonly events: readonly LoggedEvent[];
  readonly operations: readonly KeptOperation[];
  readonly sagas: readonly KeptSaga[];
  readonly deadLetters: readonly KeptDeadLetter[];
  /** Messages that were made to become dead letters. */
  readonly planted: readonly Planted[];
  /** What is still in the hands of somebody: queue and key. */
  readonly leased: readonly { readonly queue: string; readonly key: string }[];
  /** Rows by the name of their projection. */
  readonly readModels: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
  readonly ledger: SandboxLedger;
  readonly output: readonly { readonly who: string; readonly line: string }[];
  readonly usage: { readonly before: readonly Usage[]; readonly after: readonly Usage[] };
  readonly connections: { readonly before: number; readonly after: number };
}

/** Something that must hold whatever happens, by the numbers of docs/reliability.md. @returns where it does not */
export interface Invariant {
  readonly id: string;
  readonly name: string;
  check(evidence: Evidence): string[];
}
