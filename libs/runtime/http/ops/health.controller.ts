import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Transport } from '#kernel';
import { Controller, Get, Inject, Logger, type OnModuleDestroy } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { DATABASE, TRANSPORT } from '../../tokens.js';
import { QueryRoute } from '../docs/route-docs.js';
import { httpProblem } from '../problems/http-problem.js';
import { Public } from '../security/route-policy.js';

const PING_MS_MAX = 1_000;

const Alive = z.object({ status: z.literal('alive') });
const Ready = z.object({
  status: z.literal('ready'),
  checks: z.record(z.string(), z.boolean()).describe('What was asked, and whether it answered'),
});

@Controller('health')
@ApiTags('Health')
@Public()
export class HealthController implements OnModuleDestroy {
  private readonly logger = new Logger('Health');
  private isStopping = false;
  private wasReady = true;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** From the first sign of the end on, load balancers are told to look elsewhere. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  @Get('live')
  @QueryRoute('Whether the process runs', Alive)
  live(): z.infer<typeof Alive> {
    return { status: 'alive' };
  }

  @Get('ready')
  @QueryRoute('Whether the process can do its work', Ready)
  async ready(): Promise<z.infer<typeof Ready>> {
    const transport = this.transport.health();
    const checks = { database: await this.pings(), transport: transport.up, running: !this.isStopping };
    const isReady = Object.values(checks).every(Boolean);
    // Why not is for operators: the route is open to everybody.
    const missing = Object.entries(checks).flatMap(([name, up]) => (up ? [] : [name]));
    const detail = `Not ready: ${missing.join(', ')}`;
    if (this.wasReady && !isReady) this.logger.warn(`${detail}. Transport: ${transport.detail}`);
    this.wasReady = isReady;
    if (!isReady) throw httpProblem('not-ready', detail, { extensions: { checks } });
    return { status: 'ready', checks };
  }

  private async pings(): Promise<boolean> {
    const over = new AbortController();
    const tooLate = pause(PING_MS_MAX, false, { signal: over.signal }).catch(() => false);
    const answers = this.database.ping().then(
      () => true,
      () => false,
    );
    try {
      return await Promise.race([answers, tooLate]);
    } finally {
      over.abort();
    }
  }
}
