import { CaseId } from '#contracts/gift-cards';
import type { Database, Transaction } from '#kernel';
import { rowIn, type Sending, sendCommands } from '#runtime';
import { z } from 'zod';
import { ReplenishRisk, StoreId } from '../contracts/index.js';
import { hear, type Heard } from '../domain/hearing.js';
import type { Enrolled } from '../domain/store.js';
import { replenishedMinor } from '../domain/terms.js';
import { exposures } from '../read-models/exposures.projection.js';
import { hearings } from '../read-models/hearings.projection.js';
import { enrolledIdsIn, storesIn } from './store-registry.js';

/** Overdrafts that wait for stores at one time; the rest are looked at when these are through. */
const HEARINGS_MAX = 1_000;

/** A budget that is used up once comes back in so many parts at the most, so that a store's history stays short. */
const PARTS_MAX = 20;

const Hearing = z.object({ caseId: CaseId, heardFrom: z.array(StoreId) });

interface Parts extends Sending {
  readonly database: Database;
}

/**
 * What may go on because a store has spoken up. Only a store with a line can use what is given back to its budget, so this is when
 * that is done: all that came together since the last time at once.
 */
export class StoreContact {
  constructor(private readonly parts: Parts) {}

  /** @param headSeq the last place in its chain, as it says; undefined when it does not say */
  async from(storeId: string, headSeq: number | undefined): Promise<void> {
    const { database, postOffice, routes } = this.parts;
    const commands = await database.transaction(async (tx) => {
      const store = (await storesIn(tx, routes.catalog, [storeId])).get(storeId);
      if (store?.status !== 'enrolled') return [];
      const following = [
        ...(await this.replenishment(tx, store)),
        ...((await this.hasToldAll(tx, storeId, headSeq)) ? await this.hearing(tx, storeId) : []),
      ];
      if (following.length > 0) await sendCommands(tx, following, this.parts);
      return following;
    });
    if (commands.length > 0) postOffice.posted();
  }

  private async replenishment(
    tx: Transaction,
    { storeId, replenished, riskGrantedMinor }: Enrolled,
  ): Promise<ReplenishRisk[]> {
    const { endedMinor = 0 } = (await rowIn(tx, exposures, storeId)) ?? {};
    const dueMinor = endedMinor - replenishedMinor(replenished);
    const isWorthAnEvent = dueMinor > 0 && dueMinor * PARTS_MAX >= riskGrantedMinor;
    return isWorthAnEvent ? [new ReplenishRisk({ storeId, endedMinor })] : [];
  }

  private async hasToldAll(tx: Transaction, storeId: string, headSeq: number | undefined): Promise<boolean> {
    if (headSeq === undefined) return false;
    const chain = (await tx.facts.lockChains([storeId])).get(storeId);
    return chain !== undefined && chain.head.seq >= headSeq;
  }

  private async hearing(tx: Transaction, storeId: string): Promise<Heard[]> {
    const waiting = await tx.readModels.list(hearings, { limit: HEARINGS_MAX });
    if (waiting.length === 0) return [];
    const enrolled = await enrolledIdsIn(tx);
    return waiting.flatMap((row) => hear(Hearing.parse(row), storeId, enrolled) ?? []);
  }
}
