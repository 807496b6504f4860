import type { Dice } from './dice.js';
import type { CardRole, PurchaseKind } from './purchase-kinds.js';
import { CONTENDED_MINOR } from './shelf.js';

export interface PlannedCard {
  readonly role: CardRole;
  /** What is loaded onto it, in euro cents. */
  readonly loads: readonly number[];
  /** How many of the customers who race for it will win; undefined for a card that nobody races for. */
  readonly winners?: number;
}

interface Draft {
  readonly role: CardRole;
  draws: number;
  drawnMinor: number;
  redeemedMinor: number;
}

/** A card's page in the API shows its last 50 events; a purchase makes two of them. */
const DRAWS_MAX = 12;
const RACE_MAX = 6;

/** The cards of the morning: each ordinary one gets enough for all that is drawn on it. */
export class CardDrawer {
  private readonly drafts: Draft[];

  /** @param contenders purchases that race for a card */
  constructor(
    private readonly dice: Dice,
    { cards, contenders }: { readonly cards: number; readonly contenders: number },
  ) {
    const races = Math.ceil(contenders / RACE_MAX);
    const roleOf = (index: number): CardRole => {
      if (index < races) return 'contended';
      return index === races ? 'empty' : index === races + 1 ? 'blocked' : 'ordinary';
    };
    this.drafts = Array.from({ length: cards }, (_, index) => ({
      role: roleOf(index),
      draws: 0,
      drawnMinor: 0,
      redeemedMinor: 0,
    }));
  }

  /** @returns a card for this purchase and what it pays; undefined when every card has been drawn on often enough */
  draw({ card: role = 'ordinary', paidBy }: PurchaseKind, totalMinor: number) {
    const limit =
      role === 'ordinary' ? DRAWS_MAX : role === 'contended' ? RACE_MAX : Number.POSITIVE_INFINITY;
    const free = this.drafts.filter((draft) => draft.role === role && draft.draws < limit);
    if (free.length === 0) return undefined;
    // Races are filled one after another; all other customers have a card of their own choice.
    const draft = role === 'contended' ? free[0] : this.dice.pick(free);
    if (!draft) return undefined;
    const wanted = paidBy === 'card' ? totalMinor : this.dice.whole(1, Math.min(totalMinor - 1, 4_000));
    draft.draws += 1;
    draft.drawnMinor += wanted;
    return { index: this.drafts.indexOf(draft), minor: wanted };
  }

  /** Half of the ordinary cards are used at a till, too. */
  redemptions() {
    return this.drafts.flatMap((draft, card) => {
      if (draft.role !== 'ordinary' || this.dice.chance(0.5)) return [];
      const minor = this.dice.whole(100, 2_000);
      draft.redeemedMinor += minor;
      return [{ card, minor }];
    });
  }

  /** To be asked last, when it is known what the cards will pay. */
  cards(): PlannedCard[] {
    return this.drafts.map((draft) => this.loaded(draft));
  }

  private loaded({ role, draws, drawnMinor, redeemedMinor }: Draft): PlannedCard {
    switch (role) {
      case 'empty':
        return { role, loads: [] };
      case 'blocked':
        return { role, loads: [5_000] };
      case 'contended': {
        const winners = Math.ceil(draws / 2);
        // A little is left, but not enough for one more.
        return { role, loads: [winners * CONTENDED_MINOR, CONTENDED_MINOR - 1], winners };
      }
      case 'ordinary': {
        const needed = drawnMinor + redeemedMinor;
        const first = this.dice.whole(1, Math.max(1, needed));
        return { role, loads: [first, Math.max(0, needed - first) + this.dice.whole(1, 1_500)] };
      }
    }
  }
}
