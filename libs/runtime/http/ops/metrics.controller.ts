import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

import { Metrics } from '../../observability/metrics.js';
import { MetricsOfDatabase } from '../../observability/metrics-of-database.js';
import { Exchange, HttpExchange } from '../door/exchange.js';
import { Scopes } from '../security/route-policy.js';

/**
 * For Prometheus, which sends its key as a bearer token. Not open to loopback: behind a proxy on the same machine, every
 * caller comes from there.
 */
@Controller('metrics')
@ApiExcludeController()
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly ofDatabase: MetricsOfDatabase,
  ) {}

  @Get()
  @Scopes('metrics:read')
  async scrape(@Exchange() { reply }: HttpExchange): Promise<string> {
    await this.ofDatabase.refresh();
    reply.header('Content-Type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
