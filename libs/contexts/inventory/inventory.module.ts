import { provideRefusals } from '#runtime';
import { Module } from '@nestjs/common';
import { inventoryProblems } from './http/refusals.js';
import { StockController } from './http/stock.controller.js';

/** What inventory serves; what it decides and shows is in `inventory`. */
@Module({ controllers: [StockController], providers: [provideRefusals(inventoryProblems)] })
export class InventoryModule {}
