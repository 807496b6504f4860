import { type Claimed, type Envelope, envelopeProblem } from '#kernel';

/** A message as a claim reads it: whether its envelope is one is not known yet. */
export interface ClaimedRow {
  queue: string;
  slot: number;
  sequence: string;
  key: string;
  envelope: Envelope;
  failures: number;
  postponements: number;
  starts: number;
}

/** Why it is no envelope, or none for this place; undefined when it is one. */
export function problemOf({ key, envelope }: ClaimedRow): string | undefined {
  const problem = envelopeProblem(envelope);
  return problem ?? (envelope.key === key ? undefined : 'Its key is not the one that it waits under');
}

export function claimed({
  queue,
  slot,
  sequence,
  envelope,
  failures,
  postponements,
  starts,
}: ClaimedRow): Claimed {
  return { queue, sequence: `${slot}.${sequence}`, envelope, failures, postponements, starts };
}
