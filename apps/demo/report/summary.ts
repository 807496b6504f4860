import type { Operation } from '../api/answers.js';
import { sagaPath } from '../api/paths.js';
import type { Check, Facts } from '../check/facts.js';
import { inEuros, sum } from '../check/facts.js';
import { movedOn } from '../check/money.js';
import { ORDINARY_KINDS } from '../plan/purchase-kinds.js';
import { type PurchaseRecord, purchaseIdOf, type TradeLog } from '../trade/trade-log.js';
import { table } from './table.js';

export interface Run {
  readonly url: string;
  readonly name: string;
  readonly seed: number;
  readonly concurrency: number;
  /** From the first purchase until the last of those that nothing holds up was over. */
  readonly tradeMs: number;
  /** From the first purchase until everything was over. */
  readonly wholeMs: number;
  /** What was sent again, and why, with counts. */
  readonly interruptions: readonly (readonly [string, number])[];
}

/** What happened, for a person. */
export const summaryOf = (facts: Facts, checks: readonly Check[], run: Run): string =>
  [
    headline(facts.log, run),
    outcomes(facts.log.purchases),
    money(facts),
    waits(facts.log.purchases),
    interruptions(run),
    verdicts(checks),
    whereToLook(run, facts.log),
  ].join('\n\n');

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

function headline({ purchases, cards, plan }: TradeLog, run: Run): string {
  const took = purchases
    .filter(({ planned }) => ORDINARY_KINDS.includes(planned.kind))
    .flatMap(({ operation }) => lifetimeMs(operation));
  const perSecond = (purchases.length * 1_000) / run.tradeMs;
  return [
    `A morning of trade at ${run.url} (run ${run.name}, seed ${run.seed})`,
    `  ${cards.length} cards sold, ${sum(plan.cards.map(({ loads }) => loads.length))} loads, ` +
      `${plan.redemptions.length} redemptions, ${purchases.length} purchases`,
    `  ${run.concurrency} at a time: ${perSecond.toFixed(1)} sagas/s for ${seconds(run.tradeMs)}; ` +
      `the last one was over after ${seconds(run.wholeMs)}`,
    `  ordinary purchases, from accepted to over: p50 ${percentile(took, 0.5)} ms, p95 ${percentile(took, 0.95)} ms`,
  ].join('\n');
}

/** On the hub's clock, so that it does not matter when we asked. */
const lifetimeMs = (operation: Operation | undefined): number[] =>
  operation?.endedAt === undefined ? [] : [Date.parse(operation.endedAt) - Date.parse(operation.acceptedAt)];

/** The smallest of these that at least such a part of them does not exceed; rounded, 0 when there are none. */
export function percentile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0);
}

function outcomes(purchases: readonly PurchaseRecord[]): string {
  const states = ['succeeded', 'compensated', 'failed'] as const;
  const count = (records: readonly PurchaseRecord[]) =>
    states.map((state) => records.filter(({ operation }) => operation?.state === state).length || '-');
  const kinds = [...new Set(purchases.map(({ planned }) => planned.kind))];
  const rows = kinds
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map((kind) => [kind.name, ...count(purchases.filter(({ planned }) => planned.kind === kind))]);
  return table([
    ['What became of purchases', 'completed', 'undone', 'refused'],
    ...rows,
    ['together', ...count(purchases)],
  ]);
}

function money({ cards, log, purchases }: Facts): string {
  const moved = cards.map(movedOn);
  const won = log.purchases.filter(({ operation }) => operation?.state === 'succeeded');
  const loaded = sum(moved.map((each) => each.loaded));
  const redeemed = sum(moved.map((each) => each.redeemed));
  const captured = sum(moved.map((each) => each.captured));
  const left = sum(cards.map(({ balanceMinor }) => balanceMinor));
  const paid = sum(won.map(({ planned }) => planned.payment?.minor ?? 0));
  const sold = sum(won.map((record) => purchases.get(purchaseIdOf(record) ?? '')?.total.minor ?? 0));
  return table([
    ['Money (EUR)', 'in', 'out'],
    ['loaded onto cards', inEuros(loaded), ''],
    ['redeemed at tills', '', inEuros(redeemed)],
    ['captured for purchases', '', inEuros(captured)],
    ['still on cards', '', inEuros(left)],
    ['cards together', inEuros(loaded), inEuros(redeemed + captured + left)],
    ['paid by gift card', inEuros(captured), ''],
    ['paid by credit card', inEuros(paid), ''],
    ['completed purchases', '', inEuros(sold)],
    ['purchases together', inEuros(captured + paid), inEuros(sold)],
  ]);
}

/** One example for each sort: the words are the hub's own. */
function waits(purchases: readonly PurchaseRecord[]): string {
  const waited = purchases.filter((each) => each.waited !== undefined);
  const lines = [...new Set(waited.map(({ planned }) => planned.kind))].map((kind) => {
    const alike = waited.filter(({ planned }) => planned.kind === kind);
    return `  ${alike.length} × ${kind.name}: ${alike[0]?.waited}`;
  });
  return ['Sagas that waited, and why, as /v1/sagas had it', ...lines].join('\n');
}

function interruptions({ interruptions: all }: Run): string {
  if (all.length === 0) return 'Nothing had to be sent again.';
  const lines = all.map(([why, count]) => `  ${count} × ${why}`);
  return ['Sent again, with the same idempotency key, because of', ...lines].join('\n');
}

const FINDINGS_SHOWN = 10;

function verdicts(checks: readonly Check[]): string {
  const isRight = checks.every(({ findings }) => findings.length === 0);
  const lines = checks.flatMap(({ name, findings, leftOut }) => {
    if (leftOut !== undefined) return [`  left out  ${name}: ${leftOut}`];
    const more = findings.length - FINDINGS_SHOWN;
    return [
      `  ${findings.length === 0 ? 'holds   ' : 'IS WRONG'}  ${name}`,
      ...findings.slice(0, FINDINGS_SHOWN).map((finding) => `              ${finding}`),
      ...(more > 0 ? [`              and ${more} more`] : []),
    ];
  });
  return [...lines, isRight ? 'All of it holds.' : 'NOT all of it holds.'].join('\n');
}

function whereToLook({ url }: Run, { purchases }: TradeLog): string {
  const example = purchases.find(({ waited, operation }) => waited !== undefined && operation);
  return [
    'Where to look (the API wants its key: Authorization: Bearer ...)',
    `  ${url}/docs`,
    `  ${url}/v1/sagas?state=compensated`,
    ...(example?.operation ? [`  ${url}${sagaPath(example.operation.key)}`] : []),
    `  ${url}/metrics`,
  ].join('\n');
}
