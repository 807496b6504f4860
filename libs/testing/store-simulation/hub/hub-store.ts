import { admit, publicKeyOf, type Store } from '#contexts/clearing';
import { type Fact, problemsOfFacts, type Seals, WireFact } from '#kernel';
import type { AggregateOf } from './aggregate-of.js';
import type { ClearingEvent } from './hub-events.js';

export type Verdict =
  | 'admitted'
  | 'forked'
  | 'known'
  | 'passed over'
  | 'ahead'
  | 'foreign'
  | 'malformed'
  | 'edited'
  | 'forged'
  | 'out-of-chain'
  | 'author-has-ended';

export interface Judged {
  readonly verdicts: readonly (readonly [Fact, Verdict])[];
  readonly next: readonly Fact[];
  readonly forks: readonly { readonly knownId: string; readonly fact: Fact }[];
}

/** A store as the hub knows it: its chain, what waits for its place in it, and what it is told of. */
export class HubStore {
  readonly chain: Fact[] = [];
  readonly forked = new Map<string, Fact>();
  readonly ahead = new Map<string, Fact>();
  readonly rejected = new Map<string, Fact>();
  readonly concerns = new Set<string>();
  /** What it approved out of its risk budget and was no risk after all. */
  endedMinor = 0;

  constructor(
    readonly storeId: string,
    readonly aggregate: AggregateOf<Store, ClearingEvent>,
  ) {}

  get head(): Fact | undefined {
    return this.chain.at(-1);
  }

  private has({ seq, id }: Fact): boolean {
    return this.chain[seq - 1]?.id === id || this.forked.has(id);
  }

  get acceptedThrough(): number | undefined {
    const { state } = this.aggregate;
    return state.status === 'ended' ? state.acceptedThrough : undefined;
  }

  /** A second history counts, unless somebody else may have the key. */
  private get takesForks(): boolean {
    const { state } = this.aggregate;
    return state.status !== 'ended' || state.ended.data.reason === 'forked';
  }

  /** Puts facts of this store where they belong. Those that waited are looked at again with them. */
  take(facts: readonly Fact[], seals: Seals): Judged {
    const verdicts: (readonly [Fact, Verdict])[] = [];
    const genuine: Fact[] = [];
    const publicKey = publicKeyOf(this.aggregate.state) ?? '';
    const wellFormed = facts.filter((fact) => WireFact.safeParse(fact).success);
    const problems = problemsOfFacts(wellFormed, publicKey, seals);
    for (const fact of facts) {
      const problem = wellFormed.includes(fact) ? problems.get(fact) : 'malformed';
      if (problem) verdicts.push([fact, problem]);
      else genuine.push(fact);
    }
    const { head } = this;
    const admitted = admit(
      {
        head: head ? { seq: head.seq, id: head.id } : { seq: 0, id: null },
        headAt: head?.at,
        acceptedThrough: this.acceptedThrough,
        takesForks: this.takesForks,
        ids: new Map(this.chain.map(({ seq, id }) => [seq, id])),
        forkIds: new Set(this.forked.keys()),
      },
      [...this.ahead.values(), ...genuine],
    );
    for (const fact of genuine) if (this.has(fact)) verdicts.push([fact, 'known']);
    this.ahead.clear();
    for (const fact of admitted.ahead) this.ahead.set(fact.id, fact);
    for (const { fact } of admitted.forks) this.forked.set(fact.id, fact);
    for (const { fact } of admitted.rejected) this.rejected.set(fact.id, fact);
    this.chain.push(...admitted.next);
    verdicts.push(...verdictsOf(admitted));
    const judged = new Set(verdicts.map(([{ id }]) => id));
    for (const fact of genuine) if (!judged.has(fact.id)) verdicts.push([fact, 'passed over']);
    return { verdicts, next: admitted.next, forks: admitted.forks };
  }
}

const verdictsOf = ({
  next,
  ahead,
  forks,
  rejected,
}: ReturnType<typeof admit>): (readonly [Fact, Verdict])[] => [
  ...next.map((fact) => [fact, 'admitted'] as const),
  ...ahead.map((fact) => [fact, 'ahead'] as const),
  ...forks.map(({ fact }) => [fact, 'forked'] as const),
  ...rejected.map(({ fact, why }) => [fact, why] as const),
];
