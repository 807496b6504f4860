import { describe, expect, it } from '@jest/globals';
import { type ConfirmChannel, connect } from 'amqplib';
import type { DeadLetter, Envelope } from '#kernel';
import { eventually } from '#testing';
import {
  Gate,
  message,
  nextId,
  type PostingProcess,
  postgresUnderTest,
  postRoomFor,
  to,
} from '#testing/compliance';
import { freshVhost } from '#testing/servers';
import { BODY_BYTES_MAX } from './codec/bounds.js';
import { encode } from './codec/encode.js';
import { createRabbitTransport, type RabbitTransportSettings } from './rabbit-transport.js';
import { DEAD_LETTERS, MAIL_EXCHANGE } from './topology/names.js';

const TILLS = 'countersign.tills';
const LEDGERS = 'countersign.ledgers';
const DEAD_PORT_URL = 'amqp://guest:guest@127.0.0.1:1';

let settings: Partial<RabbitTransportSettings> = {};
/** Somebody else at the broker: an operator, or a program that is not ours. */
let stranger: ConfirmChannel;

const room = postRoomFor({
  name: 'over RabbitMQ',
  database: postgresUnderTest,
  open: async () => {
    const vhost = await freshVhost();
    const connection = await connect(vhost.url);
    stranger = await connection.createConfirmChannel();
    return {
      transport: (database) =>
        createRabbitTransport({ urls: [DEAD_PORT_URL, vhost.url], database, ...settings }),
      close: async () => {
        settings = {};
        await connection.close();
        await vhost.drop();
      },
    };
  },
});

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`);

/** Of messages whose key is their text modulo that many keys, posted by rising numbers. */
function expectOrderOfKeys(received: readonly string[], keys: number): void {
  for (let key = 0; key < keys; key++) {
    const ofKey = received.map(Number).filter((text) => text % keys === key);
    expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b));
  }
}

const healthOf = (office: PostingProcess, hopedFor: { up: boolean; detail: RegExp }) =>
  eventually(
    () => office.transport.health(),
    ({ up, detail }) => up === hopedFor.up && hopedFor.detail.test(detail),
    { withinMs: 120_000 },
  );

const isWell = { up: true, detail: /consumes 3 queues and relays/ };

const deadLetters = (count: number): Promise<DeadLetter[]> =>
  eventually(
    () => room.bench.run((tx) => tx.mailbox.deadLetters(10)),
    ({ length }) => length >= count,
    { withinMs: 120_000 },
  );

/** Whether the queue of tills is at its bound. */
async function isRefused(envelope: Envelope): Promise<boolean> {
  const { body, properties } = encode(envelope);
  stranger.publish(MAIL_EXCHANGE, 'tills', body, properties);
  return stranger.waitForConfirms().then(
    () => false,
    () => true,
  );
}

const allHasArrived = () =>
  eventually(
    () => room.bench.run((tx) => tx.outbox.depth()),
    ({ waiting }) => waiting === 0,
    { withinMs: 120_000 },
  );

describe('Messages that cannot be carried', () => {
  it('become dead letters when their queue does not come, while the others go on', async () => {
    const office = await room.start();
    const [first, second] = [message('till-1', 'a'), message('till-1', 'b')];
    await office.post(...to('nowhere', first, second), ...to('tills', message('till-1', 'c')));
    await expect(room.receive(1)).resolves.toEqual(['c']);
    await healthOf(office, { up: true, detail: /no queue countersign.nowhere/ });
    const detail = 'The broker has no queue countersign.nowhere';
    await expect(deadLetters(2)).resolves.toMatchObject([
      { queue: 'nowhere', envelope: second, reason: 'not-carried', detail },
      { queue: 'nowhere', envelope: first, reason: 'not-carried', detail },
    ]);
    await allHasArrived();
  });

  it('wait for a queue that comes late, and keep their order', async () => {
    const office = await room.start();
    await office.post(...to('returns', ...numbers(50).map((text) => message('till-1', text))));
    await healthOf(office, { up: true, detail: /no queue countersign.returns/ });
    const newer = room.hire();
    await newer.transport.start({ queues: ['tills', 'ledgers', 'stock', 'returns'] });
    await expect(room.receive(50, 'returns')).resolves.toEqual(numbers(50));
    await expect(room.bench.run((tx) => tx.mailbox.deadLetters(1))).resolves.toEqual([]);
  });

  it('become dead letters when they are too large, or their queue has an impossible name', async () => {
    const office = await room.start();
    const large = message('till-1', '', { data: { text: 'x'.repeat(BODY_BYTES_MAX) } });
    const longName = 'q'.repeat(300);
    await office.post(...to('tills', large), ...to(longName, message('till-1', 'lost')));
    await office.post(...to('tills', message('till-1', 'small')));
    await expect(room.receive(1)).resolves.toEqual(['small']);
    const [second, first] = await deadLetters(2);
    expect(first).toMatchObject({
      queue: 'tills',
      detail: expect.stringContaining('bytes, and 4194304 are'),
    });
    expect(second).toMatchObject({ queue: longName, detail: expect.stringContaining("'routingKey'") });
  });
});

describe('A queue of the broker', () => {
  it('that has other arguments is named in the health, and used once it is gone', async () => {
    await stranger.assertQueue(LEDGERS, { durable: true });
    const office = await room.start();
    await office.post(
      ...to('ledgers', message('ledger-1', 'later')),
      ...to('tills', message('till-1', 'now')),
    );
    await expect(room.receive(1)).resolves.toEqual(['now']);
    await healthOf(office, { up: false, detail: /queue countersign.ledgers with other arguments/ });
    await stranger.deleteQueue(LEDGERS);
    await expect(room.receive(1, 'ledgers')).resolves.toEqual(['later']);
    await healthOf(office, isWell);
  });

  it('that is deleted with all that was in it is there again, and so is what was in it', async () => {
    const office = await room.start();
    for (const text of numbers(300)) {
      if (text.endsWith('50')) {
        await healthOf(office, isWell);
        await stranger.deleteQueue(TILLS);
      }
      await office.post(...to('tills', message('till-1', text)));
    }
    await expect(room.receive(300)).resolves.toEqual(numbers(300));
  });

  it('is empty when a process has stopped that took all that was in it', async () => {
    for (let round = 1; round <= 5; round++) {
      const office = await room.start();
      await office.post(...to('tills', ...numbers(100).map((text) => message('till-1', text))));
      await room.receive(100);
      await office.transport.stop();
      await expect(stranger.checkQueue(TILLS)).resolves.toMatchObject({ messageCount: 0 });
    }
  });

  it('has again what a process took and could not keep, when that one leaves', async () => {
    const office = await room.start(new Gate(room.bench.database));
    await healthOf(office, isWell);
    await office.post(...to('tills', ...numbers(250).map((text) => message('till-1', text))));
    const inQueue = (count: number) =>
      eventually(
        () => stranger.checkQueue(TILLS),
        ({ messageCount }) => messageCount === count,
        { withinMs: 120_000 },
      );
    await inQueue(50);
    await office.transport.stop();
    await inQueue(250);
    await expect(room.bench.run((tx) => tx.outbox.depth())).resolves.toMatchObject({ waiting: 250 });
  });

  it.each([
    { after: 'the broker is seen to have nothing', resendAfterMs: 120_000 },
    { after: 'a while, at the latest', resendAfterMs: 1_000 },
  ])(
    'that is emptied by somebody gets again what does not arrive, after $after',
    async ({ resendAfterMs }) => {
      settings = { resendAfterMs };
      const gate = new Gate(room.bench.database);
      const office = await room.start(gate);
      await healthOf(office, isWell);
      await office.post(...to('tills', ...numbers(250).map((text) => message('till-1', text))));
      await eventually(
        () => stranger.checkQueue(TILLS),
        ({ messageCount }) => messageCount === 50,
        { withinMs: 120_000 },
      );
      await stranger.purgeQueue(TILLS);
      gate.open();
      await expect(room.receive(250)).resolves.toEqual(numbers(250));
    },
  );

  it('that is at its bound makes the relay wait, and nothing is lost or out of order', async () => {
    settings = { queueBytesMax: 10_000 };
    const gate = new Gate(room.bench.database);
    const office = await room.start(gate);
    await healthOf(office, isWell);
    const texts = numbers(3_000);
    const messages = texts.map((text) => message(`till-${Number(text) % 7}`, text));
    await office.post(...to('tills', ...messages));
    await eventually(() => isRefused(messages[0]!), Boolean, { withinMs: 120_000 });
    gate.open();
    const received = await room.receive(3_000);
    expect(received).toHaveLength(3_000);
    expectOrderOfKeys(received, 7);
  });

  it('that reaches its bound again and again while it is emptied lets no message overtake one of its key', async () => {
    settings = { queueBytesMax: 2_000 };
    const office = await room.start();
    await healthOf(office, isWell);
    for (const start of numbers(10).map((part) => Number(part) * 200)) {
      const texts = numbers(200).map((text) => `${start + Number(text)}`);
      await office.post(...to('tills', ...texts.map((text) => message(`till-${Number(text) % 3}`, text))));
    }
    const received = await room.receive(2_000);
    expect(received).toHaveLength(2_000);
    expectOrderOfKeys(received, 3);
  });
});

describe('What a stranger publishes', () => {
  it('becomes one dead letter when it is no message, and what is around it arrives', async () => {
    const office = await room.start();
    await healthOf(office, isWell);
    await office.post(...to('tills', message('till-1', 'before')));
    for (const body of [
      Buffer.from([0xff, 0x00, 0x01]),
      Buffer.from([0xff, 0x00, 0x01]),
      Buffer.from('{}'),
    ]) {
      stranger.publish(MAIL_EXCHANGE, 'tills', body);
    }
    await office.post(...to('tills', message('till-1', 'after')));
    await expect(room.receive(2)).resolves.toEqual(['before', 'after']);
    const letters = await deadLetters(2);
    expect(letters).toHaveLength(2);
    expect(letters.map(({ envelope }) => envelope)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ base64: '/wAB' }),
        expect.objectContaining({ text: '{}' }),
      ]),
    );
    expect(letters[0]).toMatchObject({
      queue: 'tills',
      reason: 'not-an-envelope',
      detail: 'It has no header cloudEvents_type',
    });
  });

  it('arrives when it is a CloudEvent as ours are', async () => {
    const office = await room.start();
    await healthOf(office, isWell);
    const { body, properties } = encode(message('till-1', 'from abroad'));
    stranger.publish(MAIL_EXCHANGE, 'tills', body, properties);
    await expect(room.receive(1)).resolves.toEqual(['from abroad']);
  });

  it('is told of when the broker itself has set it aside', async () => {
    const office = await room.start();
    await healthOf(office, isWell);
    stranger.sendToQueue(DEAD_LETTERS, Buffer.from('expired'), { messageId: nextId() });
    await expect(deadLetters(1)).resolves.toMatchObject([{ reason: 'set-aside-by-broker' }]);
  });
});

describe('The right to relay', () => {
  it('passes to another process when its owner died', async () => {
    const held = await room.bench.run((tx) => tx.leases.hold('relay', 'a process that died', 2_500));
    expect(held).toBe(true);
    settings = { leaseMs: 1_000 };
    const office = await room.start();
    await healthOf(office, { up: true, detail: /stands by to relay/ });
    await office.post(...to('tills', message('till-1', 'at last')));
    await expect(room.receive(1)).resolves.toEqual(['at last']);
  });

  it('is with one process at a time, and passes on when that one stops', async () => {
    const [first, second] = [await room.start(), await room.startAnother()];
    const roles = () =>
      [first, second].map(({ transport }) => transport.health().detail.includes('and relays'));
    const [firstRelays] = await eventually(roles, (relays) => relays.includes(true), { withinMs: 120_000 });
    const [leader, other] = firstRelays ? [first, second] : [second, first];
    expect(roles().filter(Boolean)).toHaveLength(1);
    await leader.transport.stop();
    await healthOf(other, isWell);
    await other.post(...to('tills', message('till-1', 'by the other')));
    await expect(room.receive(1)).resolves.toEqual(['by the other']);
  });
});

describe('A process that consumes nothing', () => {
  it('leaves relaying to those that would see a queue get lost', async () => {
    const teller = room.hire();
    await teller.transport.start({ queues: [] });
    await healthOf(teller, { up: true, detail: /consumes 0 queues and leaves relaying to others/ });
    await teller.post(...to('tills', message('till-1', 'carried by another')));
    const office = await room.start();
    await healthOf(office, isWell);
    await expect(room.receive(1)).resolves.toEqual(['carried by another']);
  });
});

describe('The address of a broker', () => {
  it('must be one', () => {
    const { database } = room.bench;
    expect(() => createRabbitTransport({ urls: [], database })).toThrow('at least one node');
    expect(() => createRabbitTransport({ url: 'http://localhost', database })).toThrow('amqp:// or amqps://');
  });
});
