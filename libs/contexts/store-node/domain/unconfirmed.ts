import { type CardStatement, effectOf } from '#contracts/gift-cards';
import type { Fact } from '#kernel';

/**
 * What facts of one store on a card have taken without an allowance. What went back counts only where it was taken by one of
 * these facts: else to reverse what was confirmed before would make room for more than the limit.
 */
export function unbackedMinorOf(facts: readonly Fact<CardStatement>[]): number {
  const known = new Map(facts.map((fact) => [fact.id, fact]));
  const isTakenHere = ({ says }: Fact<CardStatement>): boolean => {
    const origin = originOf(says);
    if (origin === undefined) return true;
    const taken = known.get(origin);
    return taken !== undefined && isTakenHere(taken);
  };
  return facts.filter(isTakenHere).reduce((sum, { says }) => sum + effectOf(says).unbackedMinor, 0);
}

/** The fact whose value this one ends or gives back. */
function originOf({ type, body }: CardStatement): string | undefined {
  switch (type) {
    case 'gift-cards.redemption-reversed':
      return body.redemption;
    case 'gift-cards.hold-captured-at-store':
    case 'gift-cards.hold-released-at-store':
      return body.hold;
    default:
      return undefined;
  }
}
