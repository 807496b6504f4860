import type { Answer, TillRequest } from '#contracts/store-node';
import { canonicalJson } from '#kernel';

/** What a till was told. */
export interface Promised {
  readonly machine: string;
  readonly storeId: string;
  readonly request: TillRequest;
  readonly answer: Answer;
  readonly askedAtMs: number;
  readonly atMs: number;
}

export const textOf = (request: TillRequest): string => canonicalJson({ ...request });

/** All that tills were told, by store, till and request. */
export class Promises {
  readonly all: Promised[] = [];
  fresh: Promised[] = [];

  note(promised: Promised): void {
    this.all.push(promised);
    this.fresh.push(promised);
  }

  look(): readonly Promised[] {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }
}
