import type { Database, Envelope, Ids } from '#kernel';
import { ClientProxy, type ReadPacket } from '@nestjs/microservices';
import type { PostOffice } from '../engine/post-office.js';
import type { Routes } from '../engine/routes.js';

/** Nest's client of the bus: `emit` resolves when the message is durable in the queue of every handler. */
export class BusClient extends ClientProxy {
  constructor(
    private readonly database: Database,
    private readonly routes: Routes,
    private readonly postOffice: PostOffice,
    private readonly ids: Ids,
  ) {
    super();
  }

  async connect(): Promise<void> {
    await this.database.ping();
  }

  close(): void {}

  unwrap<T>(): T {
    throw new Error('There is no single client below the bus');
  }

  /** @throws Error when no handler wants the message, UndecodableMessage when its data is not what they expect */
  protected override async dispatchEvent<T>(packet: ReadPacket): Promise<T> {
    const type = String(packet.pattern);
    const queues = [...this.routes.queuesSubscribedTo(type)];
    if (queues.length === 0) throw new Error(`No handler wants ${type}`);
    const declaration = this.routes.catalog.newest(type);
    const { kind, version, data } = this.routes.catalog.decode({
      type,
      version: declaration.version,
      data: packet.data,
    });
    const id = this.ids.next();
    const result = await this.database.transaction(async (tx) => {
      const at = new Date(await tx.now()).toISOString();
      const envelope: Envelope = { id, kind, type, version, key: id, data, at, correlationId: id };
      await this.postOffice.post(
        tx,
        queues.map((queue) => ({ queue, envelope })),
      );
      return Object(undefined);
    });
    this.postOffice.posted();
    return result;
  }

  protected override publish(packet: ReadPacket): never {
    throw new Error(
      `${String(packet.pattern)} cannot be asked over the bus: send a command and let a saga take the answer`,
    );
  }
}
