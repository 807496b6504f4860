import { Unavailable } from '#kernel';
import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

import type { DependencyWatch } from './dependency-watch.js';

/** Structured lines on standard error: standard output belongs to what a person reads. */
export const createLogger = (level: string): Logger =>
  pino(
    { level, base: { pid: process.pid }, redact: ['*.authorization', '*.paymentToken', '*.token'] },
    pino.destination(2),
  );

/** Nest's own messages, in the same lines as everybody's. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...details: unknown[]): void {
    this.logger.debug({ details }, String(message));
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.logger.warn({ details }, String(message));
  }

  error(message: unknown, ...details: unknown[]): void {
    this.logger.error({ details }, String(message));
  }
}

/**
 * @returns a listener that writes what went wrong in the engine, with its cause; that the database is away is left to the
 * watch, which says so once for all parts of the engine
 */
export const troubleLog =
  (logger: Pick<Logger, 'warn'>, watch: Pick<DependencyWatch, 'missesDatabase'>) =>
  async (what: string, error: unknown): Promise<void> => {
    // Where it answers and the part fails nevertheless, as when its disk is full, nobody else would say so.
    if (error instanceof Unavailable && (await watch.missesDatabase())) return;
    logger.warn({ err: error }, what);
  };
