import { Public, QueryRoute } from '#runtime';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { StoreNode } from '../store-node.js';

const StatusView = z.object({
  store: z.object({ id: z.string(), name: z.string() }),
  hub: z.string(),
  onLine: z.boolean(),
  sinceMs: z.number().describe('Since when the line is what it is, in milliseconds since 1970'),
  trouble: z.string().optional().describe('Why there is no line'),
  isEnded: z.boolean(),
  unfit: z.string().optional().describe('Why nothing is authorized here until the store is enrolled anew'),
  currency: z.string(),
  riskLeftMinor: z.int(),
  unbackedMinor: z.int(),
  waitingFacts: z.int().describe('Facts that the hub has not confirmed'),
  head: z.object({ seq: z.int(), id: z.string().nullable() }),
  knowledgeAgeMs: z.int(),
});

const HealthView = z.object({ status: z.literal('ready') });

@Controller()
@ApiTags('Node')
export class StatusController {
  constructor(private readonly node: StoreNode) {}

  @Get('status')
  @QueryRoute('How the node stands: its line, what waits, what it may still risk', StatusView)
  status() {
    return this.node.status();
  }

  @Get('health')
  @Public()
  @QueryRoute('Whether the node can write its books', HealthView)
  async health(): Promise<z.infer<typeof HealthView>> {
    await this.node.assertWell();
    return { status: 'ready' };
  }
}
