import { type Admission, type Database, keyOf, type Surroundings } from '#kernel';
import { Inject, Optional } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import type { PostOffice } from '../engine/post-office.js';
import type { Routes } from '../engine/routes.js';
import { Metrics } from '../observability/metrics.js';
import { COMMAND_LIMITS, DATABASE, POST_OFFICE, ROUTES, SURROUNDINGS } from '../tokens.js';
import { CommandAdmission, type CommandRequest } from './command-admission.js';
import { IdempotencyKeyReused, InvalidCommand } from './failures.js';
import { GroupCommit } from './group-commit.js';
import { impatient } from './impatient-database.js';
import { LOAD_LIMITS, LoadGate, type LoadLimits } from './load-gate.js';
import { type Submission, SubmitCommand } from './submit-command.js';

/** Who waits for a connection for longer had better come again. */
const BEGIN_WITHIN_MS = 1_000;
const LIMITS = { batchMax: 200, waitingMax: 2_000 };

@CommandHandler(SubmitCommand)
export class SubmitCommandHandler implements ICommandHandler<SubmitCommand> {
  private readonly group: GroupCommit<CommandRequest, Admission>;
  private readonly gate: LoadGate;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(POST_OFFICE) postOffice: PostOffice,
    @Inject(ROUTES) private readonly routes: Routes,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    private readonly metrics: Metrics,
    @Optional() @Inject(COMMAND_LIMITS) limits: LoadLimits = LOAD_LIMITS,
  ) {
    const { clock } = surroundings;
    const hurried = impatient(database, clock, BEGIN_WITHIN_MS);
    const admission = new CommandAdmission(hurried, postOffice, clock);
    this.gate = new LoadGate(hurried, routes.contextQueues(), clock, limits);
    this.group = new GroupCommit((requests) => admission.admit(requests), LIMITS);
  }

  async execute(submission: SubmitCommand): Promise<Submission> {
    const request = this.requestOf(submission);
    if (!submission.finishes) await this.gate.pass();
    const admission = await this.group.submit(request);
    this.metrics.operationsAdmitted.inc({ command: request.operation.command, admission: admission.kind });
    if (admission.kind === 'reused') {
      throw new IdempotencyKeyReused('This idempotency key was used for another request');
    }
    const { operation } = admission;
    // Found by its own id, it was recorded by a first attempt of ours whose commit went unanswered.
    return { operation, repeated: admission.kind === 'repeated' && operation.id !== request.operation.id };
  }

  private requestOf({ command, caller, endsWith }: SubmitCommand): CommandRequest {
    const { queue } = this.routes.deciderOf(command.type);
    const declaration = this.routes.catalog.find(command.type, command.version);
    const parsed = declaration.schema.safeParse(command.data);
    if (!parsed.success) throw new InvalidCommand(command.type, parsed.error.issues);
    if (endsWith !== 'decision' && this.routes.queueOfSaga(endsWith) === undefined) {
      throw new Error(`No context runs the saga ${endsWith}`);
    }
    const { principal, idempotencyKey, fingerprint, correlationId, traceparent } = caller;
    return {
      operation: {
        id: this.surroundings.ids.next(),
        command: command.type,
        key: keyOf(declaration, Object(parsed.data)),
        correlationId,
        principal,
        idempotencyKey,
        fingerprint,
        ...(endsWith !== 'decision' && { saga: endsWith }),
      },
      queue,
      version: command.version,
      data: parsed.data,
      ...(traceparent !== undefined && { traceparent }),
    };
  }
}
