import type { Pushed } from '../ports/hub-line.js';

/** Facts of one store that the hub has put aside for one reason. */
export interface PutAside {
  readonly author: string;
  readonly why: string;
  readonly facts: number;
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** What the hub has put aside, by stores and reasons. */
export function putAside(problems: Pushed['problems']): readonly PutAside[] {
  const byReason = new Map<string, PutAside>();
  for (const { author, seq, why } of problems) {
    const { facts, fromSeq, toSeq } = byReason.get(`${author} ${why}`) ?? {
      facts: 0,
      fromSeq: seq,
      toSeq: seq,
    };
    byReason.set(`${author} ${why}`, {
      author,
      why,
      facts: facts + 1,
      fromSeq: Math.min(fromSeq, seq),
      toSeq: Math.max(toSeq, seq),
    });
  }
  return [...byReason.values()];
}
