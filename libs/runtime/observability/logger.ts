import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

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

/** @returns a listener that writes what went wrong in the engine, with its cause */
export const troubleLog =
  (logger: Logger) =>
  (what: string, error: unknown): void =>
    logger.warn({ err: error }, what);
