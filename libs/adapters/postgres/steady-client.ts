import { Client, type ClientConfig } from 'pg';

/**
 * A client whose loss never ends the process. The pool listens while a client is idle and TypeORM while it works with it;
 * but a server may say "ready" and "terminated" in one breath, when neither does.
 */
export class SteadyClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
