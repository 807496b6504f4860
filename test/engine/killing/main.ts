import { createPostgresTransport, openPostgres } from '#adapters/postgres';
import { computer, Engine, PostOffice, Routes } from '#runtime';
import { killingContext } from './killing-counters.js';

/** A process that works for `killingContext` on the database that it is told of. */
const [, , url = ''] = process.argv;
const engine = new Engine(
  await openPostgres({ url }),
  new Routes([killingContext]),
  new PostOffice(createPostgresTransport()),
  computer,
  (what, error) => process.stderr.write(`${what}: ${String(error)}\n`),
);
await engine.prepare();
engine.start();
