import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';

import { CommandsModule } from '../commands/commands.module.js';
import { LOAD_LIMITS, type LoadLimits } from '../commands/load-gate.js';
import { ObservabilityModule } from '../observability/observability.module.js';
import { QueriesModule } from '../queries/queries.module.js';
import { COMMAND_LIMITS } from '../tokens.js';
import { ApiDocument } from './docs/api-document.js';
import { DocsController } from './docs/docs.controller.js';
import { CommandDoor } from './door/command-door.js';
import { OperationsController } from './door/operations.controller.js';
import { DeadLetterDeals } from './ops/dead-letter-deals.js';
import { DeadLettersController } from './ops/dead-letters.controller.js';
import { HealthController, ReadinessRule } from './ops/health.controller.js';
import { MetricsController } from './ops/metrics.controller.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { Refusals } from './problems/refusals.js';
import { SchemaPipe } from './problems/schema.pipe.js';
import { SagaSignals } from './sagas/saga-signals.js';
import { SagaSignalsController } from './sagas/saga-signals.controller.js';
import { SagasController } from './sagas/sagas.controller.js';
import { ApiKeyGuard } from './security/api-key.guard.js';
import { type ApiKey, ApiKeys } from './security/api-keys.js';
import { PRINCIPAL_LIMITS, type PrincipalLimits, RequestLimits } from './security/request-limits.js';
import { LeaveTaking } from './server/leave-taking.js';
import { RequestsUnderWay } from './server/requests-under-way.js';

export interface HttpOptions {
  readonly apiKeys: readonly ApiKey[];
  /** Whether the process is ready while nothing carries its messages: it records commands and answers queries. */
  readonly isReadyWithoutTransport?: boolean;
  readonly loadLimits?: Partial<LoadLimits>;
  /** Without them, the usual. */
  readonly principalLimits?: Partial<PrincipalLimits>;
}

/**
 * The doors of the API and what all its routes have in common. Contexts' controllers find `CommandDoor`, `CommandBus`
 * and `QueryBus` here. Needs the engine's parts (tokens.ts) from a global module, and `configureHttp(app)`.
 */
@Module({})
export class HttpModule {
  /** @throws Error when a key is malformed */
  static forRoot({
    apiKeys,
    isReadyWithoutTransport = false,
    principalLimits,
    loadLimits,
  }: HttpOptions): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      imports: [CommandsModule, QueriesModule, ObservabilityModule, DiscoveryModule],
      controllers: [
        OperationsController,
        SagasController,
        SagaSignalsController,
        DeadLettersController,
        HealthController,
        MetricsController,
        DocsController,
      ],
      providers: [
        { provide: ApiKeys, useValue: new ApiKeys(apiKeys) },
        { provide: COMMAND_LIMITS, useValue: { ...LOAD_LIMITS, ...loadLimits } },
        { provide: RequestLimits, useValue: new RequestLimits({ ...PRINCIPAL_LIMITS, ...principalLimits }) },
        { provide: APP_GUARD, useClass: ApiKeyGuard },
        { provide: APP_PIPE, useClass: SchemaPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: ReadinessRule, useValue: new ReadinessRule(isReadyWithoutTransport) },
        ApiDocument,
        CommandDoor,
        DeadLetterDeals,
        LeaveTaking,
        Refusals,
        RequestsUnderWay,
        SagaSignals,
      ],
      exports: [COMMAND_LIMITS, CommandDoor, CommandsModule, QueriesModule, ObservabilityModule],
    };
  }
}
