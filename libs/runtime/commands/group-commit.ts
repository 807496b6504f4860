import { Unavailable } from '#kernel';

import { Overloaded } from './failures.js';

interface Waiting<Request, Answer> {
  readonly request: Request;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export interface GroupLimits {
  /** Requests in one transaction at the most. */
  readonly batchMax: number;
  /** Requests that may wait for their transaction; more are refused. */
  readonly waitingMax: number;
}

/**
 * Requests that arrive while a transaction is under way go together into the next one, so that many callers share one
 * commit and a single caller waits for nobody.
 */
export class GroupCommit<Request, Answer extends object> {
  private readonly waiting: Waiting<Request, Answer>[] = [];
  private isWorking = false;

  /** @param commit answers each request, in order */
  constructor(
    private readonly commit: (requests: readonly Request[]) => Promise<readonly Answer[]>,
    private readonly limits: GroupLimits,
  ) {}

  /** @throws Overloaded when the waiting room is full, else whatever `commit` throws for this request */
  submit(request: Request): Promise<Answer> {
    if (this.waiting.length >= this.limits.waitingMax) {
      return Promise.reject(new Overloaded(`${this.waiting.length} requests wait to be recorded`));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      if (!this.isWorking) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    while (this.waiting.length > 0) await this.settle(this.waiting.splice(0, this.limits.batchMax));
    this.isWorking = false;
  }

  /** Never rejects: each request of the batch gets its own answer or error. */
  private async settle(batch: readonly Waiting<Request, Answer>[]): Promise<void> {
    try {
      const answers = await this.commit(batch.map((each) => each.request));
      for (const [at, waiting] of batch.entries()) {
        const answer = answers[at];
        if (answer) waiting.resolve(answer);
        else waiting.reject(new Error(`${answers.length} answers for ${batch.length} requests`));
      }
    } catch (error) {
      // One of them may be bad: its neighbours must not suffer. When nobody could be served, trying each alone would
      // only make all of them wait longer.
      if (batch.length === 1 || error instanceof Unavailable) for (const each of batch) each.reject(error);
      else for (const each of batch) await this.settle([each]);
    }
  }
}
