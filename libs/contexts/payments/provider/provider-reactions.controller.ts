import { type DataOf } from '#kernel';
import { DeliveryContext, Reacts } from '#runtime';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import {
  PaymentAuthorizationRequested,
  PaymentCaptureRequested,
  PaymentVoidRequested,
} from '../contracts/index.js';
import { PaymentProviderHandler } from './payment-provider.handler.js';

const QUEUE = 'payments.provider';

/** What the bus hands to the payment provider: one request after another for each payment. */
@Controller()
export class ProviderReactions {
  constructor(private readonly handler: PaymentProviderHandler) {}

  @Reacts(QUEUE, PaymentAuthorizationRequested)
  authorize(@Payload() data: DataOf<typeof PaymentAuthorizationRequested>, @Ctx() delivery: DeliveryContext) {
    return this.handler.authorize(data, delivery);
  }

  @Reacts(QUEUE, PaymentCaptureRequested)
  capture(@Payload() data: DataOf<typeof PaymentCaptureRequested>, @Ctx() delivery: DeliveryContext) {
    return this.handler.capture(data, delivery);
  }

  @Reacts(QUEUE, PaymentVoidRequested)
  void(@Payload() data: DataOf<typeof PaymentVoidRequested>, @Ctx() delivery: DeliveryContext) {
    return this.handler.void(data, delivery);
  }
}
