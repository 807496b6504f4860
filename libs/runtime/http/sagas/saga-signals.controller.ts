import { statusOf } from '#kernel';
import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Routes } from '../../engine/routes.js';
import { SAGA_DECISION, SAGA_RESUME } from '../../engine/saga-inputs.js';
import { ROUTES } from '../../tokens.js';
import { ApiIdempotencyKey } from '../docs/route-docs.js';
import { callerOf } from '../door/command-door.js';
import { Exchange, HttpExchange } from '../door/exchange.js';
import { sagaUri } from '../door/addresses.js';
import { QueryText } from '../paging/page.js';
import { httpProblem } from '../problems/http-problem.js';
import { principalOf, requireScopes } from '../security/principal.js';
import { AnyKey, Scopes } from '../security/route-policy.js';
import { type SagaSignal, SagaSignals } from './saga-signals.js';

const Reason = QueryText.describe('Kept in the history of the saga');

const DecisionBody = z.strictObject({ step: QueryText, approved: z.boolean(), reason: Reason });
type DecisionBody = z.infer<typeof DecisionBody>;

const ResumptionBody = z.strictObject({ reason: Reason });
type ResumptionBody = z.infer<typeof ResumptionBody>;

const SignalView = z.object({ links: z.object({ saga: z.string() }) }).meta({ id: 'SagaSignal' });
type SignalView = Readonly<z.infer<typeof SignalView>>;

const Told = () =>
  ApiResponse({ status: 202, description: 'The saga will be told', standardSchema: SignalView });

/** What people tell sagas. */
@Controller('v1/sagas/:type/:key')
@ApiTags('Sagas')
export class SagaSignalsController {
  constructor(
    private readonly signals: SagaSignals,
    @Inject(ROUTES) private readonly routes: Routes,
  ) {}

  @Post('decisions')
  @HttpCode(202)
  @AnyKey()
  @ApiOperation({ summary: 'Decide for a saga that waits for a person; needs the scope that its step names' })
  @ApiIdempotencyKey()
  @Told()
  decide(
    @Param('type', { schema: QueryText }) saga: string,
    @Param('key', { schema: QueryText }) key: string,
    @Body({ schema: DecisionBody }) body: DecisionBody,
    @Exchange() exchange: HttpExchange,
  ): Promise<SignalView> {
    const principal = principalOf(exchange.request);
    requireScopes(principal, this.permissionsFor(saga, body.step));
    const signal = { saga, key, type: SAGA_DECISION, data: { saga, ...body, by: principal.name } };
    return this.tell(exchange, signal, ({ pending }) => {
      if (pending.some((each) => each.kind === 'person' && each.step === body.step)) return;
      throw httpProblem('saga-not-waiting', `"${body.step}" does not wait for a person now`);
    });
  }

  @Post('resumption')
  @HttpCode(202)
  @Scopes('ops:sagas:act')
  @ApiOperation({ summary: 'Let a saga that is stuck try again' })
  @ApiIdempotencyKey()
  @Told()
  resume(
    @Param('type', { schema: QueryText }) saga: string,
    @Param('key', { schema: QueryText }) key: string,
    @Body({ schema: ResumptionBody }) { reason }: ResumptionBody,
    @Exchange() exchange: HttpExchange,
  ): Promise<SignalView> {
    const by = principalOf(exchange.request).name;
    const signal = { saga, key, type: SAGA_RESUME, data: { saga, by, reason } };
    return this.tell(exchange, signal, (instance) => {
      const status = statusOf(instance);
      if (status !== 'stuck') throw httpProblem('saga-not-stuck', `It is ${status}`);
    });
  }

  private async tell(
    exchange: HttpExchange,
    signal: SagaSignal,
    check: Parameters<SagaSignals['send']>[2],
  ): Promise<SignalView> {
    const repeated = await this.signals.send(signal, callerOf(exchange), check);
    const saga = sagaUri(signal.saga, signal.key);
    exchange.reply.header('Location', saga);
    if (repeated) exchange.reply.header('Idempotent-Replayed', 'true');
    return { links: { saga } };
  }

  /** Of all versions that run: the strictest counts. @throws HttpProblem 404, 400 */
  private permissionsFor(saga: string, name: string): string[] {
    const definitions = this.routes.sagas.definitions.filter((each) => each.name === saga);
    if (definitions.length === 0) throw httpProblem('not-found', `The saga ${saga} does not exist`);
    const steps = definitions.flatMap(({ nodes }) =>
      nodes.flatMap((node) => (node.kind === 'parallel' ? [...node.steps] : [node.step])),
    );
    const permissions = steps.flatMap((step) =>
      step.kind === 'person' && step.name === name ? [step.permission] : [],
    );
    if (permissions.length > 0) return [...new Set(permissions)];
    throw httpProblem('validation-failed', `${saga} has no step "${name}" that a person decides`, {
      errors: [{ pointer: '#/step', detail: 'No person decides this step' }],
    });
  }
}
