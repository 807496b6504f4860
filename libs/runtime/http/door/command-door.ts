import type { Message, Operation } from '#kernel';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

import { type Caller, type OperationEnd, SubmitCommand } from '../../commands/submit-command.js';
import { uuids } from '../../ids.js';
import { hasEnded, OperationReader } from '../../queries/operation-reader.js';
import { HttpProblem } from '../problems/http-problem.js';
import { Refusals } from '../problems/refusals.js';
import { principalOf } from '../security/principal.js';
import type { HttpExchange } from './exchange.js';
import { fingerprintOf } from './fingerprint.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { operationUri } from './addresses.js';
import { hasFailed, operationView, type OperationView } from './operation-view.js';
import { type Preferences, preferencesOf } from './preferences.js';
import { traceparentOf } from './traceparent.js';

interface AcceptOptions {
  /** What ends the operation: the decision on the command, or the saga of this name. The decision by default. */
  readonly endsWith?: OperationEnd;
  /** It ends something that was begun (a cancellation), and so is taken on however much waits. */
  readonly finishes?: boolean;
  /** For a command that brings something into being: where it lives, by the key of the command. */
  created?(key: string): string;
}

/**
 * Where commands come in. Answers 202 with the operation; with `Prefer: wait=N`, and when the operation ends in that
 * time, 200 or 201 with the operation and its result, or the problem of its refusal.
 *
 * What a command needs ids for, a route names by `newId()`. A request that is repeated makes new ids, too, but what was
 * recorded first stands: the repeated command is dropped, and the answer shows the operation of the first.
 */
@Injectable()
export class CommandDoor {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly operations: OperationReader,
    private readonly refusals: Refusals,
  ) {}

  /** A fresh UUIDv7: later ones sort behind earlier ones, as read models want it. */
  newId(): string {
    return uuids.next();
  }

  /**
   * @returns the body to answer with; status and headers are set on the reply
   * @throws HttpProblem, and what SubmitCommand throws
   */
  async accept(
    exchange: HttpExchange,
    command: Message<'command'>,
    options: AcceptOptions = {},
  ): Promise<OperationView | undefined> {
    const caller = callerOf(exchange);
    const preferences = preferencesOf(exchange.request.headers.prefer);
    const submission = await this.commandBus.execute(
      new SubmitCommand(command, caller, options.endsWith, options.finishes),
    );
    if (submission.repeated) exchange.reply.header('Idempotent-Replayed', 'true');
    const operation = await this.outcome(exchange, submission.operation, caller.principal, preferences);
    return this.answer(exchange, operation, preferences, options);
  }

  private async outcome(
    { reply }: HttpExchange,
    operation: Operation,
    principal: string,
    { waitSeconds }: Preferences,
  ): Promise<Operation> {
    if (waitSeconds === 0 || hasEnded(operation)) return operation;
    // Measured from when the request came in.
    const leftMs = waitSeconds * 1_000 - reply.elapsedTime;
    return (await this.operations.waitFor(operation.id, principal, leftMs)) ?? operation;
  }

  private answer(
    exchange: HttpExchange,
    operation: Operation,
    { waitSeconds, minimal, applied }: Preferences,
    { created }: AcceptOptions,
  ): OperationView | undefined {
    const { reply } = exchange;
    reply.header('Vary', 'Prefer');
    if (applied !== '') reply.header('Preference-Applied', applied);
    exchange.showPosition(operation.consistencyToken);
    const isOver = waitSeconds > 0 && hasEnded(operation);
    if (isOver && hasFailed(operation)) throw new HttpProblem(this.refusals.problemOf(operation));
    if (!isOver) {
      reply.status(202).header('Location', operationUri(operation.id));
      // A repeated request is answered as the first was, but nothing more is to come of one that has ended.
      if (!hasEnded(operation)) reply.header('Retry-After', '1');
    } else if (created) {
      reply.status(201).header('Location', created(operation.key));
    } else {
      reply.status(minimal ? 204 : 200).header('Content-Location', operationUri(operation.id));
    }
    return minimal ? undefined : operationView(operation, this.refusals);
  }
}

/** Who asks for what. @throws HttpProblem 400, 401 */
export function callerOf({ request }: HttpExchange): Caller {
  const { headers, method, url, body } = request;
  const traceparent = traceparentOf(headers['traceparent']);
  return {
    principal: principalOf(request).name,
    idempotencyKey: idempotencyKeyOf(headers['idempotency-key']),
    fingerprint: fingerprintOf(method, url, body),
    correlationId: uuids.next(),
    ...(traceparent !== undefined && { traceparent }),
  };
}
