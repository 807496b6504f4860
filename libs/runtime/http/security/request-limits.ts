import type { FastifyReply } from 'fastify';

import { type HttpProblem, httpProblem } from '../problems/http-problem.js';

/** What one principal may ask of one process. */
export interface PrincipalLimits {
  /** Requests a second, over time. */
  readonly ratePerSecond: number;
  /** Requests at once after a while of silence. */
  readonly burst: number;
  /** Requests under way at once, those that wait for the end of an operation among them. */
  readonly concurrentMax: number;
}

export const PRINCIPAL_LIMITS: PrincipalLimits = { ratePerSecond: 2_000, burst: 4_000, concurrentMax: 1_000 };

interface Bucket {
  tokens: number;
  filledAt: number;
  underWay: number;
}

/** Keeps any one principal from taking a process for itself. Principals are few: they are configured. */
export class RequestLimits {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly limits: PrincipalLimits,
    private readonly elapsedMs: () => number = () => performance.now(),
  ) {}

  /** @throws HttpProblem 429 */
  admit(principal: string, reply: FastifyReply): void {
    const { ratePerSecond, burst, concurrentMax } = this.limits;
    const bucket = this.bucketOf(principal);
    if (bucket.underWay >= concurrentMax) {
      throw tooMany(`${concurrentMax} of your requests are under way`, 1);
    }
    const now = this.elapsedMs();
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.filledAt) / 1_000) * ratePerSecond);
    bucket.filledAt = now;
    if (bucket.tokens < 1) {
      throw tooMany(
        `More than ${ratePerSecond} requests a second`,
        Math.ceil((1 - bucket.tokens) / ratePerSecond),
      );
    }
    bucket.tokens -= 1;
    bucket.underWay += 1;
    reply.raw.once('close', () => {
      bucket.underWay -= 1;
    });
  }

  private bucketOf(principal: string): Bucket {
    const known = this.buckets.get(principal);
    if (known) return known;
    const bucket = { tokens: this.limits.burst, filledAt: this.elapsedMs(), underWay: 0 };
    this.buckets.set(principal, bucket);
    return bucket;
  }
}

const tooMany = (detail: string, afterSeconds: number): HttpProblem =>
  httpProblem('too-many-requests', detail, { headers: { 'Retry-After': String(afterSeconds) } });
