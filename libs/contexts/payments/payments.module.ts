import { type DynamicModule, Module } from '@nestjs/common';
import type { PaymentProvider } from './ports/payment-provider.js';
import { PaymentProviderHandler } from './provider/payment-provider.handler.js';
import { ProviderReactions } from './provider/provider-reactions.controller.js';

@Module({})
export class PaymentsModule {
  /** @param provider who moves the money: the program chooses */
  static with(provider: PaymentProvider): DynamicModule {
    return {
      module: PaymentsModule,
      controllers: [ProviderReactions],
      providers: [{ provide: PaymentProviderHandler, useValue: new PaymentProviderHandler(provider) }],
    };
  }
}
