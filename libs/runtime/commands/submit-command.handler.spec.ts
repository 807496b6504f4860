import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createMemoryDatabase, createMemoryTransport } from '#adapters/memory';
import { accept, command, decider, event, when } from '#kernel';
import { z } from 'zod';

import { PostOffice } from '../engine/post-office.js';
import { Routes } from '../engine/routes.js';
import { computer } from '../surroundings.js';
import { Metrics } from '../observability/metrics.js';
import { IdempotencyKeyReused, InvalidCommand } from './failures.js';
import { type Caller, SubmitCommand } from './submit-command.js';
import { SubmitCommandHandler } from './submit-command.handler.js';

const fields = { tillId: z.uuid().toLowerCase(), float: z.int() };

class OpenTill extends command('tills.open-till', fields, { key: 'tillId' }) {}
class BreakTill extends command('tills.break-till', fields, { key: 'tillId' }) {}
class TillOpened extends event('tills.till-opened', fields, { key: 'tillId' }) {}

const nothing = {};
const till = decider('tills.till', {
  initial: nothing,
  events: [TillOpened],
  evolve: (state: object) => state,
  decisions: [when(OpenTill, (_, { data }) => accept(new TillOpened(data)))],
});

function setUp() {
  const database = createMemoryDatabase();
  const routes = new Routes([{ name: 'tills', decides: [till] }]);
  const postOffice = new PostOffice(createMemoryTransport());
  const metrics = new Metrics();
  const handler = new SubmitCommandHandler(database, postOffice, routes, computer, metrics);
  const waiting = async () => {
    const depths = await database.transaction((tx) => tx.mailbox.depths());
    return depths.reduce((sum, each) => sum + each.waiting, 0);
  };
  return { database, handler, metrics, waiting };
}

const caller = (parts: Partial<Caller> = {}): Caller => ({
  principal: 'cashier',
  idempotencyKey: randomUUID(),
  fingerprint: 'a'.repeat(64),
  correlationId: randomUUID(),
  ...parts,
});

const openTill = () => new OpenTill({ tillId: randomUUID(), float: 100 });

describe('Submitting a command', () => {
  it('gives the first operation to whoever asks again', async () => {
    const { handler, waiting } = setUp();
    const asking = caller();
    const first = await handler.execute(new SubmitCommand(openTill(), asking));
    const second = await handler.execute(new SubmitCommand(openTill(), asking));
    expect(first.repeated).toBe(false);
    expect(second).toEqual({ operation: first.operation, repeated: true });
    expect(await waiting()).toBe(1);
  });

  it('refuses a key that was used for something else', async () => {
    const { handler, waiting } = setUp();
    const asking = caller();
    await handler.execute(new SubmitCommand(openTill(), asking));
    const other = handler.execute(new SubmitCommand(openTill(), { ...asking, fingerprint: 'b'.repeat(64) }));
    await expect(other).rejects.toBeInstanceOf(IdempotencyKeyReused);
    expect(await waiting()).toBe(1);
  });

  it('sends what the schema of the command makes of its data', async () => {
    const { database, handler } = setUp();
    const tillId = randomUUID();
    await handler.execute(
      new SubmitCommand(new OpenTill({ tillId: tillId.toUpperCase(), float: 1 }), caller()),
    );
    const [claimed] = await database.transaction((tx) =>
      tx.mailbox.claim({ queues: ['tills'], limit: 1, share: 1 }),
    );
    expect(claimed?.envelope).toMatchObject({ key: tillId, data: { tillId, float: 1 } });
  });

  it.each([
    [
      'data that no schema of it takes',
      new SubmitCommand(new OpenTill({ tillId: '7', float: 1 }), caller()),
      InvalidCommand,
    ],
    [
      'a command that nobody decides',
      new SubmitCommand(new BreakTill({ tillId: '7', float: 1 }), caller()),
      Error,
    ],
    ['an end that no saga brings', new SubmitCommand(openTill(), caller(), 'tills.closing'), Error],
  ])('refuses %s before anything is kept', async (_, submission, failure) => {
    const { handler, waiting } = setUp();
    await expect(handler.execute(submission)).rejects.toBeInstanceOf(failure);
    expect(await waiting()).toBe(0);
  });

  it('counts what was asked by what became of it', async () => {
    const { handler, metrics } = setUp();
    const asking = caller();
    await handler.execute(new SubmitCommand(openTill(), asking));
    await handler.execute(new SubmitCommand(openTill(), asking));
    const { values } = await metrics.operationsAdmitted.get();
    expect(values.map(({ labels, value }) => [labels['admission'], value])).toEqual([
      ['new', 1],
      ['repeated', 1],
    ]);
  });
});
