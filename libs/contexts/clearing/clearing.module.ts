import { provideRefusals } from '#runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { LiabilityController } from './http/liability.controller.js';
import { ConflictsController } from './http/conflicts.controller.js';
import { OverdraftsController } from './http/overdrafts.controller.js';
import { clearingProblems } from './http/refusals.js';
import { SetAsideController } from './http/set-aside.controller.js';
import { SettlementController } from './http/settlement.controller.js';
import { StoreQueriesController } from './http/store-queries.controller.js';
import { StoresController } from './http/stores.controller.js';
import { LINE_PARTS, type LineParts } from './line/parts.js';
import { StoreLine } from './line/store-line.js';
import { StoreReactions } from './line/store-reactions.controller.js';
import { StoreLineController } from './line/store-line.controller.js';

/** What clearing serves and reacts to; what it decides, runs and shows is in `clearing`. */
@Module({})
export class ClearingModule {
  /** @param parts what the program chooses: the hub's key, and who tells of cards */
  static with(parts: LineParts): DynamicModule {
    return {
      module: ClearingModule,
      controllers: [
        StoreLineController,
        StoreReactions,
        StoresController,
        StoreQueriesController,
        SetAsideController,
        OverdraftsController,
        SettlementController,
        LiabilityController,
        ConflictsController,
      ],
      providers: [{ provide: LINE_PARTS, useValue: parts }, StoreLine, provideRefusals(clearingProblems)],
    };
  }
}
