import { ApiDocument, DocsController, ProblemFilter, SchemaPipe } from '#runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { PageController } from './http/page.controller.js';
import { StatusController } from './http/status.controller.js';
import { TILL_KEY, TillKeyGuard } from './http/till-key.guard.js';
import { TillController } from './http/till.controller.js';
import { Neighbourhood } from './peers/neighbourhood.js';
import { PeersController } from './peers/peers.controller.js';
import { StoreNode } from './store-node.js';

export interface StoreNodeOptions {
  readonly node: StoreNode;
  readonly neighbourhood: Neighbourhood;
  readonly tillKey: string;
}

/** The doors of a node: for tills, for people, and for nodes that can see it. */
@Module({})
export class StoreNodeModule {
  static with({ node, neighbourhood, tillKey }: StoreNodeOptions): DynamicModule {
    return {
      module: StoreNodeModule,
      controllers: [TillController, StatusController, PageController, PeersController, DocsController],
      providers: [
        ApiDocument,
        { provide: StoreNode, useValue: node },
        { provide: Neighbourhood, useValue: neighbourhood },
        { provide: TILL_KEY, useValue: tillKey },
        { provide: APP_GUARD, useClass: TillKeyGuard },
        { provide: APP_PIPE, useClass: SchemaPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
