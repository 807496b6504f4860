import type { DataOf } from '#kernel';
import { Reacts } from '#runtime';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { FactsAccepted } from '../contracts/index.js';
import { StoreLine } from './store-line.js';

/** What the bus hands to the line of the stores. */
@Controller()
export class StoreReactions {
  constructor(private readonly line: StoreLine) {}

  @Reacts('clearing.accepted-facts', FactsAccepted)
  takeAccepted(@Payload() { storeId }: DataOf<typeof FactsAccepted>): Promise<void> {
    return this.line.takeAccepted(storeId);
  }
}
