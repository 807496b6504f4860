import { GrantAllowance } from '#contracts/gift-cards';
import type { Seals, Transaction } from '#kernel';
import { type Sending, sendCommands, uuidOf } from '#runtime';
import { type CardInUse, prefetchDue, prefetchKey, type PrefetchRule } from '../domain/prefetch.js';

interface Parts extends Sending {
  readonly seals: Seals;
  readonly leaseMs: number;
  readonly rule: PrefetchRule | undefined;
}

/**
 * Grants a store beforehand what it is to go on with when its line is cut. It is looked at when the store is told of a card: then the
 * card is at hand, whatever it changes by, and the store is on line. Nothing is done for a fact of a burst.
 */
export class PrefetchDesk {
  constructor(private readonly parts: Parts) {}

  /**
   * @param cards those that the store is about to be told of
   * @returns whether something is to be `posted` after the commit
   */
  async of(tx: Transaction, storeId: string, cards: readonly CardInUse[]): Promise<boolean> {
    const { rule, leaseMs, seals } = this.parts;
    if (!rule || cards.length === 0) return false;
    const nowMs = await tx.now();
    const grants = cards.flatMap((card) => {
      const minor = prefetchDue(card, storeId, rule, nowMs);
      const { standing } = card;
      const { cardId } = standing;
      const allowanceId = uuidOf(seals.digest(prefetchKey(standing, storeId)));
      const grant = { cardId, allowanceId, storeId, minor, atLeastMinor: 1, leaseMs };
      return minor > 0 ? [new GrantAllowance({ ...grant, purpose: 'prefetch' })] : [];
    });
    if (grants.length > 0) await sendCommands(tx, grants, this.parts);
    return grants.length > 0;
  }

  posted(): void {
    this.parts.postOffice.posted();
  }
}
