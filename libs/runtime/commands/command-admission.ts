import {
  type Admission,
  type Clock,
  CommitUnknown,
  ConcurrentWrite,
  type Database,
  type NewOperation,
} from '#kernel';

import type { PostOffice } from '../engine/post-office.js';
import { pause } from '../surroundings.js';

/** A command that waits to be recorded and delivered. */
export interface CommandRequest {
  readonly operation: NewOperation;
  readonly queue: string;
  readonly version: number;
  readonly data: unknown;
  readonly traceparent?: string;
}

const ATTEMPTS_MAX = 3;

/** Records operations and posts the commands of those that are new, in one transaction. */
export class CommandAdmission {
  constructor(
    private readonly database: Database,
    private readonly postOffice: PostOffice,
    private readonly clock: Clock,
  ) {}

  /** @returns one admission per request, in order */
  async admit(requests: readonly CommandRequest[]): Promise<Admission[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.admitOnce(requests);
      } catch (error) {
        // Nobody knows whether a commit whose reply was lost took effect. Asking again is safe: what was recorded is
        // found by its idempotency key and not posted twice.
        const maySucceedAgain = error instanceof ConcurrentWrite || error instanceof CommitUnknown;
        if (!maySucceedAgain || attempt === ATTEMPTS_MAX) throw error;
        await pause(this.clock, attempt * 20);
      }
    }
  }

  private async admitOnce(requests: readonly CommandRequest[]): Promise<Admission[]> {
    const admissions = await this.database.transaction(async (tx) => {
      const admitted = await tx.operations.admit(requests.map((each) => each.operation));
      const fresh = requests.filter((_, at) => admitted[at]?.kind === 'new');
      const at = new Date(await tx.now()).toISOString();
      await this.postOffice.post(
        tx,
        fresh.map((each) => addressed(each, at)),
      );
      return admitted;
    });
    if (admissions.some((each) => each.kind === 'new')) this.postOffice.posted();
    return admissions;
  }
}

function addressed({ operation, queue, version, data, traceparent }: CommandRequest, at: string) {
  return {
    queue,
    envelope: {
      id: operation.id,
      kind: 'command' as const,
      type: operation.command,
      version,
      key: operation.key,
      data,
      at,
      correlationId: operation.correlationId,
      operationId: operation.id,
      ...(operation.saga !== undefined && { endsWithSaga: operation.saga }),
      ...(traceparent !== undefined && { traceparent }),
    },
  };
}
