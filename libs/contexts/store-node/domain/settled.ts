import type { Approval } from '../contracts/index.js';
import type { Grounds } from './redeem.js';

/** The answer to what takes nothing new from a card. */
export function settled({ view, now }: Grounds, approvedMinor: number, changeMinor: number): Approval {
  return {
    approvedMinor,
    dueMinor: 0,
    backedMinor: 0,
    unbackedMinor: 0,
    balanceMinor: view && view.balanceMinor + changeMinor,
    knownVersion: view?.version ?? 0,
    knowledgeAgeMs: now.knowledgeAgeMs,
  };
}
