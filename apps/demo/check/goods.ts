import { type Check, type Facts, sum } from './facts.js';

/** Per good: what was received and not sold is on hand, and nothing is reserved any more. */
export function goodsAreConserved({ log, stock }: Facts): Check {
  const findings = log.plan.goods.flatMap(({ name }, good) => {
    const sold = sum(
      log.purchases
        .filter(({ operation }) => operation?.state === 'succeeded')
        .map(({ planned }) => (planned.good === good ? planned.quantity : 0)),
    );
    const left = (log.receivedPieces[good] ?? 0) - sold;
    const { onHand, reserved, available } = stock[good] ?? { onHand: 0, reserved: 0, available: 0 };
    return onHand === left && reserved === 0 && available === left
      ? []
      : [
          `${name}: ${left} must be left; ${onHand} are on hand, ${reserved} reserved, ${available} available`,
        ];
  });
  return { name: `received - sold = on hand for each of ${stock.length} goods`, findings };
}
