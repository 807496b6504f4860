import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { ObservabilityModule } from '../observability/observability.module.js';
import { SubmitCommandHandler } from './submit-command.handler.js';

/** What answers `commandBus.execute(new SubmitCommand(…))`. Needs the engine's parts (tokens.ts) from a global module. */
@Module({
  imports: [CqrsModule.forRoot(), ObservabilityModule],
  providers: [SubmitCommandHandler],
  exports: [CqrsModule],
})
export class CommandsModule {}
