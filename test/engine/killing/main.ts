import { createPostgresTransport, openPostgres } from '#adapters/postgres';
import { BusStrategy, computer, Engine, PostOffice, Quarantine, Routes } from '#runtime';
import { killingContext, OUTSIDE, react, Rung } from './killing-counters.js';

const BEAT_MS = 250;
/** Fewer than where anybody may end processes, so that the spec is over sooner. */
const DEATHS_MAX = 3;

/** A process that works for `killingContext` on the database that it is told of, and says that it lives. */
const [, , url = '', journal = ''] = process.argv;
const database = await openPostgres({ url });
const routes = new Routes([killingContext]);
const postOffice = new PostOffice(createPostgresTransport());
const quarantine = new Quarantine(DEATHS_MAX);
const onTrouble = (what: string, error: unknown) => process.stderr.write(`${what}: ${String(error)}\n`);
const engine = new Engine(database, routes, postOffice, computer, onTrouble, { quarantine });
await engine.prepare();
const bus = new BusStrategy(
  { database, routes, postOffice, surroundings: computer, quarantine, onTrouble },
  { consume: true },
);
bus.addHandler(Rung.type, react(journal), true, { queue: OUTSIDE });
bus.listen(() => undefined);
engine.start();
setInterval(() => process.stdout.write('.'), BEAT_MS);
