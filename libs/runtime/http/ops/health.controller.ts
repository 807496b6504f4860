import type { Database, Transport } from '#kernel';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { answersWithin } from '../../observability/dependency-watch.js';
import { DATABASE, TRANSPORT } from '../../tokens.js';
import { QueryRoute } from '../docs/route-docs.js';
import { httpProblem } from '../problems/http-problem.js';
import { Public } from '../security/route-policy.js';
import { LeaveTaking } from '../server/leave-taking.js';

const PING_MS_MAX = 1_000;

const Alive = z.object({ status: z.literal('alive') });
const Ready = z.object({
  status: z.literal('ready'),
  checks: z.record(z.string(), z.boolean()).describe('What was asked, and whether it answered'),
  detail: z.string().optional().describe('What is missing that this process can do without'),
});

/** What a process may lack and still be ready. */
export class ReadinessRule {
  constructor(readonly isReadyWithoutTransport: boolean) {}
}

@Controller('health')
@ApiTags('Health')
@Public()
export class HealthController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(TRANSPORT) private readonly transport: Transport,
    private readonly leaveTaking: LeaveTaking,
    private readonly rule: ReadinessRule,
  ) {}

  @Get('live')
  @QueryRoute('Whether the process runs', Alive)
  live(): z.infer<typeof Alive> {
    return { status: 'alive' };
  }

  /** Why something is missing is for operators, in the log: the route is open to everybody. */
  @Get('ready')
  @QueryRoute('Whether the process can do its work', Ready)
  async ready(): Promise<z.infer<typeof Ready>> {
    const checks = {
      database: await answersWithin(this.database, PING_MS_MAX),
      transport: this.transport.health().up,
      running: !this.leaveTaking.isLeaving,
    };
    const missing = Object.entries(checks).flatMap(([name, up]) => (up ? [] : [name]));
    const dispensable = this.rule.isReadyWithoutTransport ? ['transport'] : [];
    if (missing.some((name) => !dispensable.includes(name))) {
      throw httpProblem('not-ready', `Not ready: ${missing.join(', ')}`, { extensions: { checks } });
    }
    return {
      status: 'ready',
      checks,
      ...(missing.length > 0 && { detail: `Ready without: ${missing.join(', ')}` }),
    };
  }
}
