import type { Admission, NewOperation, Operation, OperationChange, Operations } from '#kernel';
import type { Statement } from '../engine/holder.js';
import type { Session } from '../engine/session.js';
import type { OperationRow, Storage } from '../storage.js';
import { Json, nameOf } from './json.js';

export class MemoryOperations implements Operations {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  async admit(requests: readonly NewOperation[]): Promise<Admission[]> {
    if (requests.length === 0) return [];
    const recorded = await this.session.run('operations.admit', () => this.record(requests));
    return this.session.read('operations.findByKeys', () =>
      requests.map((request) => {
        const operation = recorded.get(request.id);
        return operation ? { kind: 'new', operation } : this.earlier(request);
      }),
    );
  }

  async change(changes: readonly OperationChange[]): Promise<void> {
    if (changes.length === 0) return;
    const texts = changes.map((change) => new Json(change));
    await this.session.run('operations.change', () => this.apply(texts));
  }

  find(id: string, principal: string): Promise<Operation | undefined> {
    return this.session.read('operations.find', () => {
      const row = this.storage.operations.get(this.session, id);
      return row?.principal === principal ? row.operation.parse() : undefined;
    });
  }

  private *record(requests: readonly NewOperation[]): Statement<Map<string, Operation>> {
    const { operations, idempotencyKeys } = this.storage;
    const recorded = new Map<string, Operation>();
    for (const request of requests) {
      const { id, principal, idempotencyKey, fingerprint } = request;
      const name = nameOf(principal, idempotencyKey);
      const known = yield* idempotencyKeys.latest(this.session, name);
      if (known !== undefined) {
        // Whoever changes the operation is waited for, so that the answer tells of it as it is then.
        yield* operations.latest(this.session, known);
        continue;
      }
      idempotencyKeys.write(this.session, name, id);
      if (yield* operations.latest(this.session, id)) throw new Error(`There is an operation ${id} already`);
      const operation = accepted(request, this.session.now);
      const row = { principal, idempotencyKey, fingerprint, operation: new Json(operation) };
      operations.write(this.session, id, row);
      recorded.set(id, operation);
    }
    return recorded;
  }

  private earlier({ id, principal, idempotencyKey, fingerprint }: NewOperation): Admission {
    const known = this.storage.idempotencyKeys.get(this.session, nameOf(principal, idempotencyKey));
    const first = known === undefined ? undefined : this.storage.operations.get(this.session, known);
    if (!first) throw new Error(`Operation ${id} was neither recorded nor found`);
    if (first.fingerprint !== fingerprint) return { kind: 'reused' };
    return { kind: 'repeated', operation: first.operation.parse() };
  }

  private *apply(changes: readonly Json<OperationChange>[]): Statement<void> {
    for (const change of changes) {
      const { id, ...outcome } = change.parse();
      const row = yield* this.storage.operations.latestSeen(this.session, id);
      if (!row || hasEnded(row.operation.parse())) continue;
      this.storage.operations.write(this.session, id, this.changed(row, outcome));
    }
  }

  private changed(row: OperationRow, outcome: Omit<OperationChange, 'id'>): OperationRow {
    const { id, command, key, correlationId, saga, acceptedAt } = row.operation.parse();
    const { state, result, refusal, consistencyToken } = outcome;
    const operation: Operation = {
      id,
      command,
      state,
      key,
      correlationId,
      acceptedAt,
      ...(saga !== undefined && { saga }),
      ...(result && { result }),
      ...(refusal && { refusal }),
      ...(consistencyToken !== undefined && { consistencyToken }),
      ...(hasEnded(outcome) && { endedAt: new Date(this.session.clock.now()).toISOString() }),
    };
    return { ...row, operation: new Json(operation) };
  }
}

const hasEnded = ({ state }: Pick<Operation, 'state'>): boolean =>
  state !== 'accepted' && state !== 'running';

const accepted = ({ id, command, key, correlationId, saga }: NewOperation, now: number): Operation => ({
  id,
  command,
  state: 'accepted',
  key,
  correlationId,
  ...(saga !== undefined && { saga }),
  acceptedAt: new Date(now).toISOString(),
});
