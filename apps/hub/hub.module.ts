import {
  clearing,
  ClearingModule,
  type LineParts,
  type OverdraftRules,
  usualRules,
} from '#contexts/clearing';
import { dispatch } from '#contexts/dispatch';
import { giftCards, GiftCardsModule } from '#contexts/gift-cards';
import { inventory, InventoryModule } from '#contexts/inventory';
import { type PaymentProvider, payments, PaymentsModule } from '#contexts/payments';
import { purchasing, PurchasingModule } from '#contexts/purchasing';
import type { BoundedContext } from '#kernel';
import { EngineModule, type EngineParts, HttpModule, type HttpOptions } from '#runtime';
import { type DynamicModule, Module } from '@nestjs/common';

/** The business that this hub runs. @param rules how long an overdraft waits for stores and people, and who bears it otherwise */
export const contextsWith = (rules: OverdraftRules = usualRules): readonly BoundedContext[] => [
  giftCards,
  purchasing,
  payments,
  inventory,
  dispatch,
  clearing(rules),
];

/** With everything as it usually is. */
export const contexts = contextsWith();

@Module({})
export class HubModule {
  static with(
    parts: EngineParts,
    options: HttpOptions & { readonly paymentProvider: PaymentProvider; readonly line: LineParts },
  ): DynamicModule {
    return {
      module: HubModule,
      imports: [
        EngineModule.with(parts),
        HttpModule.forRoot(options),
        GiftCardsModule,
        PurchasingModule,
        PaymentsModule.with(options.paymentProvider),
        InventoryModule,
        ClearingModule.with(options.line),
      ],
    };
  }
}
