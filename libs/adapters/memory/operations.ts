import type { Admission, NewOperation, Operation, OperationChange, Operations } from '#kernel';
import { Json, nameOf } from './json.js';
import type { OpenTables } from './tables.js';

export class MemoryOperations implements Operations {
  constructor(private readonly tables: OpenTables) {}

  async admit(requests: readonly NewOperation[]): Promise<Admission[]> {
    return requests.map((request) => this.repeated(request) ?? this.record(request));
  }

  async change(changes: readonly OperationChange[]): Promise<void> {
    for (const change of changes) this.apply(change);
  }

  async find(id: string, principal: string): Promise<Operation | undefined> {
    const row = this.tables.operations.get(id);
    return row?.principal === principal ? row.operation.parse() : undefined;
  }

  private repeated({ principal, idempotencyKey, fingerprint }: NewOperation): Admission | undefined {
    const id = this.tables.idempotencyKeys.get(nameOf(principal, idempotencyKey));
    const first = id === undefined ? undefined : this.tables.operations.get(id);
    if (!first) return undefined;
    if (first.fingerprint !== fingerprint) return { kind: 'reused' };
    return { kind: 'repeated', operation: first.operation.parse() };
  }

  private record(request: NewOperation): Admission {
    const { id, command, key, correlationId, saga, principal, idempotencyKey, fingerprint } = request;
    const operation: Operation = {
      id,
      command,
      state: 'accepted',
      key,
      correlationId,
      ...(saga !== undefined && { saga }),
      acceptedAt: new Date(this.tables.scope.now).toISOString(),
    };
    this.tables.idempotencyKeys.set(nameOf(principal, idempotencyKey), id);
    this.tables.operations.set(id, { principal, fingerprint, operation: new Json(operation) });
    return { kind: 'new', operation };
  }

  private apply({ id, state, result, refusal, consistencyToken }: OperationChange): void {
    const row = this.tables.operations.get(id);
    const operation = row?.operation.parse();
    if (!row || !operation || hasEnded(operation)) return;
    const changed: Operation = {
      ...operation,
      state,
      ...(result && { result }),
      ...(refusal && { refusal }),
      ...(consistencyToken !== undefined && { consistencyToken }),
      ...(hasEnded({ state }) && { endedAt: new Date(this.tables.scope.now).toISOString() }),
    };
    this.tables.operations.set(id, { ...row, operation: new Json(changed) });
  }
}

const hasEnded = ({ state }: Pick<Operation, 'state'>): boolean =>
  state !== 'accepted' && state !== 'running';
