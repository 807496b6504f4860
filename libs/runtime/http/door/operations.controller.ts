import { Controller, Get, Param } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { hasEnded, OperationReader } from '../../queries/operation-reader.js';
import { QueryRoute } from '../docs/route-docs.js';
import { found } from '../problems/http-problem.js';
import { Refusals } from '../problems/refusals.js';
import { principalOf } from '../security/principal.js';
import { AnyKey } from '../security/route-policy.js';
import { Exchange, HttpExchange } from './exchange.js';
import { OperationView, operationView } from './operation-view.js';
import { preferencesOf } from './preferences.js';

const OperationId = z.uuid();

/** What became of a command. Everybody sees their own operations only: others' do not exist for them. */
@Controller('v1/operations')
@ApiTags('Operations')
export class OperationsController {
  constructor(
    private readonly operations: OperationReader,
    private readonly refusals: Refusals,
  ) {}

  @Get(':id')
  @AnyKey()
  @QueryRoute('An operation', OperationView)
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: '`wait=N` waits up to N seconds until it has ended',
  })
  async operation(
    @Param('id', { schema: OperationId }) id: string,
    @Exchange() exchange: HttpExchange,
  ): Promise<OperationView> {
    const { request, reply } = exchange;
    const { waitSeconds } = preferencesOf(request.headers.prefer);
    const principal = principalOf(request).name;
    const watched = await this.operations.waitFor(id, principal, waitSeconds * 1_000 - reply.elapsedTime);
    const operation = found(watched, `The operation ${id}`);
    reply.header('Vary', 'Prefer');
    if (waitSeconds > 0) reply.header('Preference-Applied', `wait=${waitSeconds}`);
    if (!hasEnded(operation)) reply.header('Retry-After', '1');
    exchange.showPosition(operation.consistencyToken);
    return operationView(operation, this.refusals);
  }
}
