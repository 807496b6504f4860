import { Digest, HybridTime, JsonObject } from '#kernel';
import { z } from 'zod';

/** A store's fact, admitted: its signature was checked, and where it stands in its chain. */
export const RecordedFact = z.strictObject({
  id: Digest,
  seq: z.int().positive(),
  at: HybridTime,
  /** It is on the second of two histories that its store told: what it took counts, its place does not. */
  forked: z.boolean(),
  says: z.strictObject({
    type: z.string(),
    version: z.int().positive(),
    body: JsonObject,
  }),
});
export type RecordedFact = z.infer<typeof RecordedFact>;
