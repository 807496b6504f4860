import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'amqplib';
import { eventually } from '#testing';
import { message, type PostingProcess, postgresUnderTest, postRoomFor, to } from '#testing/compliance';
import { type Rabbit, startRabbit } from '#testing/servers';
import { createRabbitTransport } from './rabbit-transport.js';
import { DEAD_LETTERS } from './topology/names.js';

const KEYS = Array.from({ length: 20 }, (_, index) => `till-${index}`);
const LARGEST_BYTES = 200_000;

let rabbit: Rabbit;

beforeAll(async () => {
  rabbit = await startRabbit({ configuration: [`max_message_size = ${LARGEST_BYTES}`] });
}, 180_000);

afterAll(async () => {
  await rabbit.stop();
});

async function removeQueues(): Promise<void> {
  const connection = await connect(rabbit.url);
  const channel = await connection.createChannel();
  for (const queue of ['countersign.tills', 'countersign.ledgers', 'countersign.stock', DEAD_LETTERS]) {
    await channel.deleteQueue(queue);
  }
  await connection.close();
}

const room = postRoomFor({
  name: 'over a RabbitMQ of its own',
  database: postgresUnderTest,
  open: async () => ({
    transport: (database) => createRabbitTransport({ url: rabbit.url, database }),
    close: removeQueues,
  }),
});

const healthOf = (office: PostingProcess, hopedFor: { up: boolean; detail: RegExp }) =>
  eventually(
    () => office.transport.health(),
    ({ up, detail }) => up === hopedFor.up && hopedFor.detail.test(detail),
    { withinMs: 120_000 },
  );

const isWell = { up: true, detail: /consumes 3 queues/ };

/** Posts one message for each key, so many times. */
async function postRounds(office: PostingProcess, first: number, last: number): Promise<void> {
  for (let round = first; round < last; round++) {
    await office.post(...to('tills', ...KEYS.map((key) => message(key, `${key}:${round}`))));
  }
}

function expectEachOnceInOrder(received: readonly string[], rounds: number): void {
  for (const key of KEYS) {
    const ofKey = received.filter((text) => text.startsWith(`${key}:`));
    expect(ofKey).toEqual(Array.from({ length: rounds }, (_, round) => `${key}:${round}`));
  }
  expect(received).toHaveLength(KEYS.length * rounds);
}

describe('Carrying messages while the broker is lost', () => {
  it('brings all 2000 once when the broker is killed in the middle and started again', async () => {
    const office = await room.start();
    await healthOf(office, isWell);
    await rabbit.saveQueues(1);
    await postRounds(office, 0, 30);
    const early = await room.receive(200);
    await rabbit.kill(1);
    await postRounds(office, 30, 100);
    await healthOf(office, { up: false, detail: /cannot publish.*ECONNREFUSED.*cannot consume/ });
    await rabbit.start(1);
    const late = await room.receive(2_000 - early.length);
    expectEachOnceInOrder([...early, ...late], 100);
    await healthOf(office, { up: true, detail: /consumes 3 queues and relays/ });
  });

  it('brings all 2000 once when the broker comes back with nothing', async () => {
    const office = await room.start();
    await healthOf(office, isWell);
    await postRounds(office, 0, 50);
    await rabbit.kill(1);
    await rabbit.wipe(1);
    await postRounds(office, 50, 100);
    await rabbit.start(1);
    expectEachOnceInOrder(await room.receive(2_000), 100);
  });

  it('brings all 2000 once when the broker is killed before it has written down which queues it has', async () => {
    const office = await room.start();
    await postRounds(office, 0, 50);
    await healthOf(office, isWell);
    await rabbit.kill(1);
    await postRounds(office, 50, 100);
    await rabbit.start(1);
    expectEachOnceInOrder(await room.receive(2_000), 100);
    await healthOf(office, isWell);
  });

  it('starts without a broker, says so, and carries once there is one', async () => {
    await rabbit.kill(1);
    const office = await room.start();
    await postRounds(office, 0, 3);
    await healthOf(office, { up: false, detail: /ECONNREFUSED/ });
    await rabbit.start(1);
    expectEachOnceInOrder(await room.receive(60), 3);
  });

  it('waits while the broker has no memory left, and goes on when it has', async () => {
    const office = await room.start();
    await healthOf(office, isWell);
    await rabbit.ctl(1, 'set_vm_memory_high_watermark', '0.000001');
    await postRounds(office, 0, 50);
    await healthOf(office, { up: false, detail: /takes no messages: low on memory/ });
    await expect(room.bench.run((tx) => tx.outbox.depth())).resolves.toMatchObject({ waiting: 1_000 });
    await rabbit.ctl(1, 'set_vm_memory_high_watermark', '0.4');
    expectEachOnceInOrder(await room.receive(1_000), 50);
    await healthOf(office, isWell);
  });

  it('goes on when an operator has closed its connections', async () => {
    const office = await room.start();
    await healthOf(office, isWell);
    const posting = postRounds(office, 0, 50);
    await rabbit.ctl(1, 'close_all_connections', 'for a while');
    await posting;
    expectEachOnceInOrder(await room.receive(1_000), 50);
  });

  it('sets a message aside that is larger than the broker takes, and brings the others', async () => {
    const office = await room.start();
    const large = message('till-0', 'large', { data: { text: 'x'.repeat(LARGEST_BYTES + 1) } });
    await office.post(...to('tills', large));
    await postRounds(office, 0, 5);
    expectEachOnceInOrder(await room.receive(100), 5);
    const letters = await eventually(
      () => room.bench.run((tx) => tx.mailbox.deadLetters(10)),
      ({ length }) => length > 0,
      { withinMs: 120_000 },
    );
    expect(letters).toMatchObject([{ queue: 'tills', envelope: { id: large.id } }]);
    expect(letters[0]?.detail).toContain('message size 200012 is larger than configured max size 200000');
  });

  it('stops within 10 s when the broker has fallen silent', async () => {
    const office = await room.start();
    await healthOf(office, isWell);
    process.kill(rabbit.pid(1), 'SIGSTOP');
    try {
      await postRounds(office, 0, 2);
      const startedAtMs = performance.now();
      await office.transport.stop();
      expect(performance.now() - startedAtMs).toBeLessThan(10_500);
    } finally {
      process.kill(rabbit.pid(1), 'SIGCONT');
    }
    await room.start();
    expectEachOnceInOrder(await room.receive(40), 2);
  });
});
