import { provideRefusals } from '#runtime';
import { Module } from '@nestjs/common';
import { PurchasesController } from './http/purchases.controller.js';
import { purchaseProblems } from './http/refusals.js';

/** What purchasing serves; what it decides, runs and shows is in `purchasing`. */
@Module({ controllers: [PurchasesController], providers: [provideRefusals(purchaseProblems)] })
export class PurchasingModule {}
