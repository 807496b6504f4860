import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Requests that have come in and are not answered yet. */
@Injectable()
export class RequestsUnderWay {
  private readonly replies = new Set<FastifyReply>();
  private readonly waiting: (() => void)[] = [];

  get count(): number {
    return this.replies.size;
  }

  /** Until it is answered, or its caller has gone. */
  add(reply: FastifyReply): void {
    this.replies.add(reply);
    reply.raw.once('close', () => {
      this.replies.delete(reply);
      if (this.replies.size === 0) for (const resolve of this.waiting.splice(0)) resolve();
    });
  }

  /** Resolves when there are none. */
  async none(): Promise<void> {
    if (this.replies.size > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
