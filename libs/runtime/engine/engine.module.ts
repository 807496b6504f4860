import { type DynamicModule, Module } from '@nestjs/common';
import { DATABASE, type EngineParts, POST_OFFICE, ROUTES, SURROUNDINGS, TRANSPORT } from '../tokens.js';

/** Gives the parts that the program was composed from to everything inside Nest. */
@Module({})
export class EngineModule {
  static with(parts: EngineParts): DynamicModule {
    const providers = [
      { provide: DATABASE, useValue: parts.database },
      { provide: TRANSPORT, useValue: parts.transport },
      { provide: ROUTES, useValue: parts.routes },
      { provide: POST_OFFICE, useValue: parts.postOffice },
      { provide: SURROUNDINGS, useValue: parts.surroundings },
    ];
    return { module: EngineModule, global: true, providers, exports: providers.map((each) => each.provide) };
  }
}
