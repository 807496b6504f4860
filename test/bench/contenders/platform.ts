import { createPostgresTransport, openPostgres } from '#adapters/postgres';
import { createRabbitTransport } from '#adapters/rabbitmq';
import type { Database, Transport } from '#kernel';
import { CommandsModule, Engine, EngineModule, PostOffice, Routes, SubmitCommand, computer } from '#runtime';
import { eventually } from '#testing';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { AMOUNT, isDeclined, keyOf } from '../workload/numbering.js';
import { PURCHASE, purchaseContext, Start } from '../workload/purchase-context.js';
import type { RunningContender, Servers } from './contender.js';
import { Endings } from './endings.js';

const shown = purchaseContext.shows ?? [];

@Module({})
class BenchModule {}

/** Sends even what it could handle at once. */
class StrictPostOffice extends PostOffice {
  override queuesAtHand(): ReadonlySet<string> {
    return new Set();
  }
}

/** The whole platform in this process, on one PostgreSQL. */
export async function openPlatform({ databaseUrl }: Servers): Promise<RunningContender> {
  const database = await openPostgres({ url: databaseUrl });
  const transport = createPostgresTransport();
  return run(database, transport, new PostOffice(transport));
}

/** The same, but every message goes through the queues, as it does between processes. */
export async function openQueuedPlatform({ databaseUrl }: Servers): Promise<RunningContender> {
  const database = await openPostgres({ url: databaseUrl });
  const transport = createPostgresTransport();
  return run(database, transport, new StrictPostOffice(transport));
}

/** The same, but RabbitMQ carries every message. */
export async function openRabbitPlatform({ databaseUrl, brokerUrls }: Servers): Promise<RunningContender> {
  const database = await openPostgres({ url: databaseUrl });
  const transport = createRabbitTransport({ urls: brokerUrls, database });
  return run(database, transport, new PostOffice(transport));
}

async function run(
  database: Database,
  transport: Transport,
  postOffice: PostOffice,
): Promise<RunningContender> {
  const routes = new Routes([purchaseContext]);
  const endings = new Endings();
  const engine = new Engine(database, routes, postOffice, computer, complain, {
    onEnded: (ids) => endings.tell(ids),
  });
  const nest = await NestFactory.createApplicationContext(
    {
      module: BenchModule,
      imports: [
        EngineModule.with({ database, transport, routes, postOffice, surroundings: computer }),
        CommandsModule,
      ],
    },
    { logger: ['error'] },
  );
  const commands = nest.get(CommandBus);
  await engine.prepare();
  await transport.start({ queues: routes.allQueues() });
  engine.start();
  return {
    async run(n) {
      const { operation } = await commands.execute(submission(n));
      await endings.of(operation.id);
    },
    async close() {
      await readModelsCaughtUp(database);
      await engine.stop();
      await transport.stop();
      await nest.close();
      await database.close();
    },
  };
}

/** So that what is checked afterwards does not depend on when the engine was stopped. */
async function readModelsCaughtUp(database: Database): Promise<void> {
  await eventually(
    () =>
      database.transaction(async (tx) => {
        const horizon = await tx.events.horizon();
        for (const each of shown) {
          const position = await tx.readModels.position(each);
          if (position === undefined || tx.events.compare(position, horizon) < 0) return false;
        }
        return true;
      }),
    (caughtUp) => caughtUp,
    { withinMs: 120_000 },
  );
}

function submission(n: number): SubmitCommand {
  const id = keyOf(n);
  const caller = { principal: 'bench', idempotencyKey: id, fingerprint: id, correlationId: id };
  return new SubmitCommand(new Start({ id, amount: AMOUNT, declined: isDeclined(n) }), caller, PURCHASE);
}

function complain(what: string, error: unknown): void {
  console.error(what, error);
}
