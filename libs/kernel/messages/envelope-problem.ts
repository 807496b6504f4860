import { z } from 'zod';

/** Keys are in the indexes of a database, which bound what they hold. */
export const KEY_LENGTH_MAX = 600;

// A column of a database holds no NUL.
const Text = z.string().refine((text) => !text.includes('\0'), 'contains a NUL character');
const Key = Text.max(KEY_LENGTH_MAX);

const WellFormed = z.object({
  id: z.guid(),
  kind: z.enum(['command', 'event', 'refusal', 'timer', 'signal']),
  type: Text,
  version: z.int().nonnegative(),
  key: Key,
  at: z.string().refine((at) => !Number.isNaN(Date.parse(at)), 'is no time'),
  correlationId: Text,
  causationId: Text.optional(),
  replyTo: z.object({ queue: Text, saga: Text, key: Key, token: Text }).optional(),
  inReplyTo: Text.optional(),
  saga: Text.optional(),
  position: Text.optional(),
  operationId: z.guid().optional(),
  endsWithSaga: Text.optional(),
  traceparent: Text.optional(),
});

/** Why this is no envelope, in a sentence for people; undefined when it is one. Its data may be anything. */
export function envelopeProblem(raw: unknown): string | undefined {
  const [issue] = WellFormed.safeParse(raw).error?.issues ?? [];
  if (!issue) return undefined;
  return `Its ${issue.path.length > 0 ? issue.path.join('.') : 'envelope'} is wrong: ${issue.message}`;
}
