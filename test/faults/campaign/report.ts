import type { Fault } from '../faults/fault.js';
import { type Figures, NO_FIGURES, sumOf } from './figures.js';
import { type Progress, type RoundRecord, strikesOf } from './progress.js';

const HEAD = [
  '| fault | strikes (least) | rounds | minutes | acknowledged | lost | doubled | orphaned | broken promises |',
  '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
];

/** What all rounds come to, as a table in Markdown, and what was struck. */
export function reportOf(faults: readonly Fault[], { rounds }: Progress): string {
  const rows = faults.map((fault) => row(fault, roundsOf(rounds, fault)));
  const ended = rounds.filter(({ verdict }) => verdict !== 'failed');
  const { acknowledged, lost, doubled, orphaned, broken } = total(ended);
  const strikes = ended.reduce((sum, round) => sum + strikesOf(round), 0);
  const sum = `| **all** | **${strikes}** | ${ended.length} | ${minutes(rounds)} | **${acknowledged}** | **${lost}** | **${doubled}** | **${orphaned}** | **${broken}** |`;
  const kinds = faults.flatMap((fault) => kindsOf(fault, roundsOf(rounds, fault)));
  const findings = rounds.flatMap(({ fault, seed, findings: all }) =>
    all.map((each) => `- ${fault}, seed ${seed}: ${each}`),
  );
  return [...HEAD, ...rows, sum, '', ...kinds, ...(findings.length > 0 ? ['', ...findings] : [])].join('\n');
}

const roundsOf = (rounds: readonly RoundRecord[], { id }: Fault): RoundRecord[] =>
  rounds.filter(({ fault }) => fault === id);

function row({ id, name, leastCount }: Fault, rounds: readonly RoundRecord[]): string {
  const ended = rounds.filter(({ verdict }) => verdict !== 'failed');
  const failed = rounds.length - ended.length;
  const strikes = ended.reduce((sum, round) => sum + strikesOf(round), 0);
  const { acknowledged, lost, doubled, orphaned, broken } = total(ended);
  const count = `${ended.length}${failed > 0 ? ` (+${failed} failed)` : ''}`;
  return `| ${id} ${name} | ${strikes} (${leastCount}) | ${count} | ${minutes(rounds)} | ${acknowledged} | ${lost} | ${doubled} | ${orphaned} | ${broken} |`;
}

const total = (rounds: readonly RoundRecord[]): Figures =>
  rounds.reduce((sum, { figures }) => sumOf(sum, figures), NO_FIGURES);

const minutes = (rounds: readonly RoundRecord[]): string =>
  (rounds.reduce((sum, { seconds }) => sum + seconds, 0) / 60).toFixed(1);

function kindsOf({ id }: Fault, rounds: readonly RoundRecord[]): string[] {
  const counts = new Map<string, number>();
  for (const { struck, verdict } of rounds) {
    if (verdict === 'failed') continue;
    for (const [kind, count] of Object.entries(struck)) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  const kinds = [...counts].toSorted(([, one], [, other]) => other - one);
  return kinds.length === 0
    ? []
    : [`- ${id}: ${kinds.map(([kind, count]) => `${count} ${kind}`).join('; ')}`];
}
