import type { Database, DeadLetter } from '#kernel';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { DATABASE } from '../../tokens.js';
import { QueryRoute } from '../docs/route-docs.js';
import { pageQuery } from '../paging/page.js';
import { Scopes } from '../security/route-policy.js';

const DeadLetterQuery = z.strictObject({ limit: pageQuery.limit });
type DeadLetterQuery = z.infer<typeof DeadLetterQuery>;

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

const DeadLetterView = z
  .object({
    id: z.string(),
    queue: z.string(),
    reason: z.string(),
    detail: z.string(),
    failures: z.int(),
    at: z.iso.datetime(),
    message: MessageLabel.nullable().describe('Null when what came was no message'),
  })
  .meta({ id: 'DeadLetter' });
type DeadLetterView = Readonly<z.infer<typeof DeadLetterView>>;

const DeadLetters = z.object({ data: z.array(DeadLetterView) });

@Controller('v1/dead-letters')
@ApiTags('Dead letters')
export class DeadLettersController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @Scopes('ops:dead-letters:read')
  @QueryRoute('Messages that nobody could handle, the latest first', DeadLetters)
  async deadLetters(@Query({ schema: DeadLetterQuery }) { limit }: DeadLetterQuery) {
    const letters = await this.database.transaction((tx) => tx.mailbox.deadLetters(limit));
    return { data: letters.map(view) };
  }
}

function view({ id, queue, reason, detail, failures, at, envelope }: DeadLetter): DeadLetterView {
  const label = MessageLabel.safeParse(envelope);
  return { id, queue, reason, detail, failures, at, message: label.success ? label.data : null };
}
