import { purchaseIdOf } from '../trade/trade-log.js';
import { type Check, type Facts, inEuros } from './facts.js';

const NAME = "the provider's own ledger agrees: captured once for what is completed, never for what is not";

/** Per purchase: the provider has captured the payment once, or nothing and holds nothing. */
export function providerAgrees({ log, ledger }: Facts): Check {
  if (!ledger) return { name: NAME, findings: [], leftOut: 'PAYMENT_SANDBOX_URL does not say where it is' };
  const byPurchase = new Map<string, (typeof ledger.authorizations)[number][]>();
  for (const authorization of ledger.authorizations) {
    const [id = ''] = authorization.key.split(':');
    byPurchase.set(id, [...(byPurchase.get(id) ?? []), authorization]);
  }
  const findings = log.purchases.flatMap((record) => {
    const id = purchaseIdOf(record);
    if (id === undefined) return [];
    const all = byPurchase.get(id) ?? [];
    const due = record.operation?.state === 'succeeded' ? (record.planned.payment?.minor ?? 0) : 0;
    const captured = all.filter(({ state }) => state === 'captured').map(({ amount }) => amount.minor);
    const held = all.filter(({ state }) => state === 'held').length;
    const isRight = due === 0 ? captured.length === 0 : captured.length === 1 && captured[0] === due;
    return [
      ...(isRight
        ? []
        : [`Purchase ${id}: ${inEuros(due)} is due, captured was [${captured.map(inEuros).join(', ')}]`]),
      ...(held === 0 ? [] : [`Purchase ${id}: ${held} authorizations are still held`]),
    ];
  });
  return { name: NAME, findings };
}
