import type { DeadLetter } from '#kernel';
import { z } from 'zod';

/** The label of a message. What it carries may be personal, so it is not shown. */
const MessageLabel = z.object({
  id: z.string(),
  kind: z.string(),
  type: z.string(),
  version: z.int(),
  key: z.string(),
  at: z.string(),
  correlationId: z.string(),
});

export const DeadLetterView = z
  .object({
    id: z.string(),
    queue: z.string(),
    reason: z.string(),
    detail: z.string(),
    failures: z.int(),
    at: z.iso.datetime(),
    message: MessageLabel.nullable().describe('Null when what came was no message'),
    dealtWith: z
      .object({
        outcome: z.enum(['replayed', 'discarded']),
        by: z.string(),
        reason: z.string(),
        at: z.iso.datetime(),
      })
      .nullable()
      .describe('What a person did about it; null while it waits for one'),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetterView = Readonly<z.infer<typeof DeadLetterView>>;

export function deadLetterView({ envelope, dealtWith, ...letter }: DeadLetter): DeadLetterView {
  const label = MessageLabel.safeParse(envelope);
  return { ...letter, message: label.success ? label.data : null, dealtWith: dealtWith ?? null };
}
