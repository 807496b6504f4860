import type { Addressed, Database, Envelope, Topology, Transport } from '#kernel';
import type { SimulatedProcess } from '../world/simulated-process.js';
import type { WorldParts } from '../world/world-parts.js';
import type { Broker } from './broker.js';

const LEASE_MS = 15_000;
const POLL_MS = 500;
const ROWS_MAX = 100;

/** Carries messages as the transport over RabbitMQ does: one process relays the outbox, all of them take from queues. */
export class BrokerTransport implements Transport {
  readonly name = 'simulated broker';
  readonly delivery = 'relayed';
  private wakeUp: () => void = () => undefined;
  private heldUntil = 0;
  private generation = -1;

  constructor(
    private readonly world: WorldParts & { readonly lastRelay: { node: string } },
    private readonly broker: Broker,
    private readonly process: SimulatedProcess,
    private readonly database: Database,
  ) {}

  async start({ queues }: Topology): Promise<void> {
    for (const queue of queues) {
      const receive = (batch: readonly Envelope[], acknowledge: () => void) =>
        void this.ingest(queue, batch).then(() => !this.isCut && acknowledge());
      this.broker.consume(queue, { process: this.process, receive });
    }
    void this.relay();
  }

  wake(): void {
    this.wakeUp();
  }

  health(): { up: boolean; detail: string } {
    return { up: !this.isCut, detail: 'As far as anybody knows' };
  }

  async stop(): Promise<void> {}

  private get isCut(): boolean {
    return this.world.faults.isCut(this.process.node, 'broker');
  }

  private async relay(): Promise<void> {
    let after: string | undefined;
    for (;;) {
      try {
        const leads = !this.isCut && (await this.lead());
        if (this.generation !== this.broker.generation) after = undefined;
        this.generation = this.broker.generation;
        const sent = leads ? await this.relaySome(after) : { after, more: false };
        ({ after } = sent);
        if (!leads) after = undefined;
        if (!sent.more) await this.sleep(POLL_MS);
      } catch {
        // The outbox is read from its beginning: what has arrived is recognized.
        after = undefined;
        await this.sleep(POLL_MS);
      }
    }
  }

  private async lead(): Promise<boolean> {
    const { scheduler, lastRelay, encounters } = this.world;
    if (scheduler.now < this.heldUntil - LEASE_MS / 2) return true;
    const askedAt = scheduler.now;
    const { node } = this.process;
    const granted = await this.database.transaction((tx) => tx.leases.hold('relay', node, LEASE_MS));
    this.heldUntil = granted ? askedAt + LEASE_MS : 0;
    if (granted && lastRelay.node !== node) {
      if (lastRelay.node !== '') encounters.met('another process became the relay');
      lastRelay.node = node;
    }
    return granted;
  }

  private async relaySome(after: string | undefined): Promise<{ after: string | undefined; more: boolean }> {
    const rows = await this.database.transaction((tx) => tx.outbox.read(after, ROWS_MAX));
    // Nothing behind: what was sent long ago may have been lost on the way.
    if (rows.length === 0) return { after: await this.afterOverdue(after), more: false };
    await this.process.hop();
    const isConfirmed = !this.isCut && this.broker.publish(rows);
    await this.process.hop();
    return { after: isConfirmed ? rows.at(-1)?.sequence : undefined, more: isConfirmed };
  }

  private async afterOverdue(after: string | undefined): Promise<string | undefined> {
    if (after === undefined) return after;
    const { oldestMs } = await this.database.transaction((tx) => tx.outbox.depth());
    return oldestMs > 2 * LEASE_MS ? undefined : after;
  }

  private async ingest(queue: string, batch: readonly Envelope[]): Promise<void> {
    const messages: Addressed[] = batch.map((envelope) => ({ queue, envelope }));
    for (;;) {
      try {
        return await this.database.transaction(async (tx) => {
          await tx.mailbox.deliver(messages);
          await tx.outbox.settle(messages.map(({ envelope }) => ({ queue, messageId: envelope.id })));
        });
      } catch {
        await this.process.wait(100);
      }
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const callOff = this.process.after(ms, resolve, true);
      this.wakeUp = () => {
        callOff();
        resolve();
      };
    });
  }
}
