import type { Desk } from './decide.js';
import { capturedBy, holdOf, lessReversed, type OwnHold, redeemedBy } from './own-business.js';
import type { OwnFact } from './sample-hub.js';

type Begun = Exclude<Desk['begun'], undefined>;

/** What facts of a store have begun, as the node keeps it: for specs. */
export class SampleBusiness extends Map<string, Begun> {
  follow(said: OwnFact): void {
    const { id, says } = said;
    switch (says.type) {
      case 'gift-cards.redeemed-at-store':
        this.set(id, { kind: 'taking', taking: redeemedBy({ ...said, says }) });
        break;
      case 'gift-cards.hold-placed-at-store':
        this.set(id, { kind: 'hold', hold: holdOf({ ...said, says }) });
        break;
      case 'gift-cards.hold-released-at-store':
        this.end(says.body.hold);
        break;
      case 'gift-cards.hold-captured-at-store':
        this.set(id, { kind: 'taking', taking: capturedBy({ ...said, says }, this.end(says.body.hold)) });
        break;
      case 'gift-cards.redemption-reversed': {
        const begun = this.get(says.body.redemption);
        if (begun?.kind !== 'taking') throw new Error('Nothing was taken by what is reversed');
        const taking = lessReversed(begun.taking, { ...said, says });
        this.set(says.body.redemption, { kind: 'taking', taking });
        break;
      }
      default:
    }
  }

  liveHolds(): OwnHold[] {
    return [...this.values()].flatMap((each) =>
      each.kind === 'hold' && each.hold.isLive ? [each.hold] : [],
    );
  }

  private end(id: string): OwnHold {
    const begun = this.get(id);
    if (begun?.kind !== 'hold') throw new Error(`No hold was placed by ${id}`);
    this.set(id, { kind: 'hold', hold: { ...begun.hold, isLive: false } });
    return begun.hold;
  }
}
