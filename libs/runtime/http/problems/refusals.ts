import type { DataOf, EventClass, Operation, RefusalClass } from '#kernel';
import { Injectable, type OnModuleInit, type Provider } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

import { operationUri, sagaUriOf } from '../door/addresses.js';
import type { Problem } from './problem.js';
import { problemType } from './problem.js';
import { httpProblem, type ProblemDraft } from './http-problem.js';

interface RefusalAnswer<Data> {
  /** 409 by default. */
  readonly status?: number;
  /** The kind of refusal in words, always the same. */
  readonly title: string;
  /** The part of the body that the refusal is about: `#/amount`. */
  readonly pointer?: string;
  /** What is the matter in this case, for a person. */
  detail(data: Data): string;
}

/** How one refusal is told over HTTP; its data is known to its declaration. */
export interface RefusalProblem extends RefusalAnswer<unknown> {
  readonly refusal: No;
}

/** What says no: a refusal, or an event that a saga takes for one, such as a payment that the provider declined. */
type No = RefusalClass | EventClass;

class RefusalTable {
  constructor(readonly problems: readonly RefusalProblem[]) {}
}

/** Says how a refusal, or an event that a saga takes for one, is told over HTTP. */
export const refusalProblem = <C extends No>(
  refusal: C,
  answer: RefusalAnswer<DataOf<C>>,
): RefusalProblem => ({ ...answer, refusal });

/** A provider for a context's module: `providers: [provideRefusals([refusalProblem(CardBlocked, …)])]`. */
export const provideRefusals = (problems: readonly RefusalProblem[]): Provider => ({
  provide: Symbol('Refusals of a context'),
  useValue: new RefusalTable(problems),
});

type Refused = Pick<Operation, 'id' | 'command' | 'state' | 'key' | 'saga' | 'refusal'>;

/** All refusals of all contexts as problems. One that nobody described is a conflict that is named by its type. */
@Injectable()
export class Refusals implements OnModuleInit {
  private readonly problems = new Map<string, RefusalProblem>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (!(instance instanceof RefusalTable)) continue;
      for (const problem of instance.problems) this.problems.set(problem.refusal.type, problem);
    }
  }

  /** Why an operation failed or was undone. */
  problemOf(operation: Refused): ProblemDraft {
    const { id, command, state, refusal } = operation;
    if (!refusal) {
      return httpProblem('operation-failed', `${command} did not succeed`, {
        extensions: { operationId: id },
      }).problem;
    }
    const { type } = refusal;
    const known = this.problems.get(type);
    const { detail, pointer } = this.describe(known, refusal);
    return {
      type: problemType(type),
      title: known?.title ?? words(type),
      status: known?.status ?? 409,
      detail,
      code: type,
      retryable: false,
      // What a saga met on its way was refused to the saga's own command: the caller's body has no such place.
      ...(pointer !== undefined && state === 'failed' && { errors: [{ detail, pointer }] }),
      operationId: id,
      ...sagaOf(operation),
    };
  }

  /** The same, as part of the operation's own document. */
  embeddedProblemOf(operation: Refused): Problem {
    return { ...this.problemOf(operation), instance: operationUri(operation.id) };
  }

  private describe(known: RefusalProblem | undefined, refusal: NonNullable<Refused['refusal']>) {
    const data = known?.refusal.schema.safeParse(refusal.data);
    // Kept by an older program, the data may no longer fit: then the title has to do.
    const detail = known && data?.success ? known.detail(data.data) : refusal.detail;
    return { detail: detail ?? known?.title ?? words(refusal.type), pointer: known?.pointer };
  }
}

/** What a saga has carried out as far as it went. */
function sagaOf(operation: Refused): Pick<Problem, 'key' | 'links'> {
  const saga = sagaUriOf(operation);
  return saga === undefined ? {} : { key: operation.key, links: { saga } };
}

/** `gift-cards.card-blocked` → `Card blocked` */
function words(type: string): string {
  const name = type.slice(type.indexOf('.') + 1).replaceAll('-', ' ');
  return name.charAt(0).toUpperCase() + name.slice(1);
}
