import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rabbit } from './rabbit-handle.js';

const batch = 8;

/**
 * Hands out empty vhosts. Every call of `rabbitmqctl` boots an Erlang machine (about a second of CPU), so vhosts
 * are made, and removed, many at a time.
 */
export class VhostPool {
  #free: string[] = [];
  #discarded: string[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly rabbit: Rabbit) {}

  /** The name of a vhost that nobody used before; `guest` may do everything in it. */
  take(): Promise<string> {
    return this.#inTurn(async () => {
      if (this.#free.length === 0) {
        await this.#removeDiscarded();
        await this.#make();
      }
      const vhost = this.#free.pop();
      if (vhost === undefined) throw new Error('RabbitMQ made no vhosts');
      return vhost;
    });
  }

  discard(vhost: string): void {
    this.#discarded.push(vhost);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #make(): Promise<void> {
    const names = Array.from({ length: batch }, () => `test-${randomUUID()}`);
    const everything = { configure: '.*', write: '.*', read: '.*' };
    const definitions = {
      vhosts: names.map((name) => ({ name })),
      permissions: names.map((vhost) => ({ user: 'guest', vhost, ...everything })),
    };
    const folder = await mkdtemp(join(tmpdir(), 'countersign-vhosts-'));
    try {
      const file = join(folder, 'definitions.json');
      await writeFile(file, JSON.stringify(definitions));
      await this.rabbit.ctl(1, 'import_definitions', file);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    this.#free = names;
  }

  async #removeDiscarded(): Promise<void> {
    if (this.#discarded.length === 0) return;
    const names = this.#discarded.splice(0).map((vhost) => `<<"${vhost}">>`);
    await this.rabbit.ctl(1, 'eval', `[rabbit_vhost:delete(V, <<"tests">>) || V <- [${names.join(', ')}]].`);
  }
}
