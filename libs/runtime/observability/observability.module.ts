import { Module } from '@nestjs/common';

import { Metrics } from './metrics.js';
import { MetricsOfDatabase } from './metrics-of-database.js';

@Module({ providers: [Metrics, MetricsOfDatabase], exports: [Metrics, MetricsOfDatabase] })
export class ObservabilityModule {}
