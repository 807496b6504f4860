import type { Server } from 'node:http';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

import { OperationReader } from '../../queries/operation-reader.js';
import { ApiAdapter } from './api-adapter.js';
import { RequestsUnderWay } from './requests-under-way.js';

/** For a request that is already on its way, on a connection that has said nothing yet. */
const LINGER_MS = 100;
/** A turn of the event loop in which hardly anything has happened. */
const QUIET_MS = 0.2;
const QUIET_WITHIN_MS = 500;

/** How the API goes: it says so, takes no more connections, and answers what it has been asked. */
@Injectable()
export class LeaveTaking {
  private readonly logger = new Logger('Http');
  private isSaid = false;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly operations: OperationReader,
    private readonly underWay: RequestsUnderWay,
  ) {}

  get isLeaving(): boolean {
    return this.isSaid;
  }

  /** From now on the process is not ready, and each answer asks its caller to take another connection. */
  announce(): void {
    this.isSaid = true;
  }

  /**
   * Refuses connections, and resolves when all that was asked is answered: those who wait for the end of an operation at
   * once, with the operation as it is. What is not answered after so many milliseconds is cut off.
   */
  async finish(withinMs: number): Promise<void> {
    this.announce();
    const { httpAdapter } = this.adapterHost;
    if (!(httpAdapter instanceof ApiAdapter)) throw new TypeError('The API needs its own adapter');
    const { server } = httpAdapter.getInstance();
    await this.quietTurn(server);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const over = new AbortController();
    const late = pause(withinMs, undefined, { signal: over.signal }).then(
      () => this.tellCutOff(),
      () => undefined,
    );
    const answered = pause(LINGER_MS).then(() => this.underWay.none());
    await this.operations.endWaits();
    await Promise.race([closed, answered, late]);
    over.abort();
    server.closeAllConnections();
  }

  /**
   * The system resets what it has connected for us and we have not taken yet. After a short turn of the event loop that has
   * brought no connection, that is nothing; if such a turn does not come, callers will have to ask again.
   */
  private async quietTurn(server: Server): Promise<void> {
    let hasCome = true;
    const onConnection = (): void => {
      hasCome = true;
    };
    server.on('connection', onConnection);
    const giveUpAt = performance.now() + QUIET_WITHIN_MS;
    for (let tookMs = 0; (hasCome || tookMs > QUIET_MS) && performance.now() < giveUpAt;) {
      hasCome = false;
      const since = performance.now();
      await turn();
      tookMs = performance.now() - since;
    }
    server.off('connection', onConnection);
  }

  private tellCutOff(): void {
    this.logger.warn(`${this.underWay.count} requests are cut off: they were not answered in time`);
  }
}
