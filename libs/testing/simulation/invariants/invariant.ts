import type { Evidence } from './evidence.js';

/** Something that always holds, by the promise that it stands for. `look` says each thing that breaks it. */
export interface Invariant {
  /** Such as `P3 gapless streams`: the number is the promise's. */
  readonly name: string;
  look(evidence: Evidence): string[];
}
