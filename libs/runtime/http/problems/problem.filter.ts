import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, throwError } from 'rxjs';

import { ApiAdapter } from '../server/api-adapter.js';
import { HttpProblem, httpProblem } from './http-problem.js';
import { answerProblem } from './answer-problem.js';
import { problemOfError } from './problem-of-error.js';

/** Answers every error, the framework's own included, with a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | undefined {
    // What fails on the bus is the bus's own business: it retries, and keeps a dead letter in the end.
    if (host.getType() !== 'http') return throwError(() => error);
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.wrongMethod(request) ?? problemOfError(error);
    if (problem.problem.status >= 500 && !problem.problem.retryable) {
      this.logger.error(`${request.id} failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
    if (!reply.sent) answerProblem(problem, request, reply);
    return undefined;
  }

  /** The router says "not found" also where only the method is wrong. */
  private wrongMethod(request: FastifyRequest): HttpProblem | undefined {
    const adapter = this.adapterHost.httpAdapter;
    if (!request.is404 || !(adapter instanceof ApiAdapter)) return undefined;
    const allowed = adapter.routes.methodsOf(request.url);
    if (allowed.length === 0) return undefined;
    const detail = `${request.method} is not allowed here, only ${allowed.join(', ')}`;
    return httpProblem('method-not-allowed', detail, { headers: { Allow: allowed.join(', ') } });
  }
}
