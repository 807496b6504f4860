import type { Mutant } from '../mutant.js';

const SPECS = {
  kind: 'specs',
  paths: [
    'libs/adapters/rabbitmq/rabbit-transport.int.spec.ts',
    'libs/adapters/rabbitmq/broker-loss.int.spec.ts',
    'libs/adapters/rabbitmq/transport-compliance.int.spec.ts',
  ],
} as const;

/** Enough where order and acknowledgements are looked at, and a third of the time. */
const TRANSPORT_SPECS = {
  kind: 'specs',
  paths: ['libs/adapters/rabbitmq/rabbit-transport.int.spec.ts'],
} as const;

export const inRabbit: readonly Mutant[] = [
  {
    name: 'a message is acknowledged before it is kept',
    edits: [
      {
        file: 'libs/adapters/rabbitmq/ingester/ingest-session.ts',
        find: 'await deliverBatch(this.tools.database, batch, ending);\n      const lastOf = new Map(batch.map(({ consumer, message }) => [consumer, message]));\n      for (const [consumer, last] of lastOf) consumer.acknowledge(last);',
        replace:
          'const lastOf = new Map(batch.map(({ consumer, message }) => [consumer, message]));\n      for (const [consumer, last] of lastOf) consumer.acknowledge(last);\n      await this.tools.database.transaction((tx) => tx.outbox.settle(batch.map(({ consumer, message }) => ({ queue: consumer.queue ?? "", messageId: String(message.properties.messageId) }))));\n      await deliverBatch(this.tools.database, batch, ending);',
      },
    ],
    caughtBy: TRANSPORT_SPECS,
  },
  {
    name: 'a message that the broker returns is taken for a confirmed one',
    edits: [
      {
        file: 'libs/adapters/rabbitmq/relay/publisher.ts',
        find: 'else if (verdict.returned) this.listener.onReturned(verdict);',
        replace: '',
      },
    ],
    caughtBy: SPECS,
  },
  {
    name: 'a message leaves the outbox when it is published, not when it has arrived',
    edits: [
      {
        file: 'libs/adapters/rabbitmq/relay/relay-term.ts',
        find: 'this.publisher.publish(carried, message);',
        replace:
          'this.publisher.publish(carried, message);\n      await this.tools.outbox.settle(carried.row);',
      },
      {
        file: 'libs/adapters/rabbitmq/relay/outbox-reader.ts',
        find: 'async park(',
        replace:
          'async settle({ queue, envelope }) {\n    await this.database.transaction((tx) => tx.outbox.settle([{ queue, messageId: envelope.id }]));\n  }\n\n  async park(',
      },
    ],
    caughtBy: { kind: 'faults', fault: 'N6', strikesMax: 5 },
  },
  {
    name: 'a message is published while one of its key has no verdict yet',
    edits: [
      {
        file: 'libs/adapters/rabbitmq/relay/publisher.ts',
        find: 'if (this.inFlight.hasOneBefore(row)) return false;',
        replace: '',
      },
    ],
    caughtBy: TRANSPORT_SPECS,
  },
];
