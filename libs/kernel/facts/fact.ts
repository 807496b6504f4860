import { z } from 'zod';
import type { Seals, Signer } from '../ports/seals.js';
import { canonicalJson } from './canonical.js';
import { JsonObject } from './json-object.js';
import type { Statement } from './statement.js';

/** SHA-256 or an Ed25519 key in base64url. */
export const Digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** Ed25519 in base64url. */
export const Signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/);

/**
 * A hybrid logical clock: never falls within a chain, and follows what was seen. It orders facts for display and for who
 * bears a loss; no balance depends on it.
 */
export const HybridTime = z.strictObject({ ms: z.int().nonnegative(), count: z.int().nonnegative() });
export type HybridTime = z.infer<typeof HybridTime>;

/** The last fact of an author, as far as somebody knows. */
export interface ChainHead {
  /** 0 when the author has said nothing. */
  readonly seq: number;
  readonly id: string | null;
}

export const emptyChain: ChainHead = { seq: 0, id: null };

/** An immutable, signed statement in the chain of its author, who is the only one to write there. */
export interface Fact<S extends Statement = Statement> {
  /** Digest of all but the signature. */
  readonly id: string;
  readonly author: string;
  /** Place in the author's chain: 1 is the first, and there are no gaps. */
  readonly seq: number;
  /** Id of the author's fact before it. */
  readonly prev: string | null;
  readonly at: HybridTime;
  readonly says: S;
  /** By the author, over the id. */
  readonly signature: string;
}

/** A fact as it travels. What it says is left as it is: a reader may be older than its writer. */
export const WireFact = z.strictObject({
  id: Digest,
  author: z.uuid(),
  seq: z.int().positive(),
  prev: Digest.nullable(),
  at: HybridTime,
  says: z.strictObject({
    type: z.string().max(100),
    version: z.int().positive(),
    body: JsonObject,
  }),
  signature: Signature,
});

/** Says something next in a chain. */
export function sealFact<S extends Statement>(
  says: S,
  { author, head, at }: { readonly author: string; readonly head: ChainHead; readonly at: HybridTime },
  { seals, signer }: { readonly seals: Seals; readonly signer: Signer },
): Fact<S> {
  const unsigned = { author, seq: head.seq + 1, prev: head.id, at, says };
  const id = idOf(unsigned, seals);
  return { id, ...unsigned, signature: signer.sign(id) };
}

export type FactProblem = 'edited' | 'forged';

/** What is wrong with a fact by itself: its content is not what its id says, or its author did not sign it. */
export function problemOfFact(fact: Fact, publicKey: string, seals: Seals): FactProblem | undefined {
  if (isEdited(fact, seals)) return 'edited';
  return seals.verify(publicKey, fact.id, fact.signature) ? undefined : 'forged';
}

/**
 * The same for many facts of one author. A signature vouches for all that its fact builds on, so of facts that follow each other
 * only that of the last one is checked: to check one costs more than all else that is done about a fact.
 * @param facts in the order of their chain; with gaps, and with others in between, if need be
 */
export function problemsOfFacts(
  facts: readonly Fact[],
  publicKey: string,
  seals: Seals,
): Map<Fact, FactProblem> {
  const problems = new Map<Fact, FactProblem>();
  let vouchedFor: string | null = null;
  for (const fact of facts.toReversed()) {
    if (isEdited(fact, seals)) problems.set(fact, 'edited');
    else if (fact.id === vouchedFor || seals.verify(publicKey, fact.id, fact.signature))
      vouchedFor = fact.prev;
    else problems.set(fact, 'forged');
  }
  return problems;
}

/** Whether its content is not what its id says. */
const isEdited = (fact: Fact, seals: Seals): boolean => digestOf(fact, seals) !== fact.id;

/** @returns undefined for what no author can have said, since canonical JSON cannot say it */
function digestOf(fact: Fact, seals: Seals): string | undefined {
  try {
    return idOf(fact, seals);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function idOf({ author, seq, prev, at, says }: Omit<Fact, 'id' | 'signature'>, seals: Seals): string {
  const { type, version, body } = says;
  return seals.digest(canonicalJson({ author, seq, prev, at, says: { type, version, body } }));
}

/** The time of something that happens now, after all that was seen. */
export function nextTime(lastSeen: HybridTime, nowMs: number): HybridTime {
  if (nowMs > lastSeen.ms) return { ms: nowMs, count: 0 };
  return { ms: lastSeen.ms, count: lastSeen.count + 1 };
}

export const compareTimes = (a: HybridTime, b: HybridTime): number => a.ms - b.ms || a.count - b.count;
