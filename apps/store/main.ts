import 'reflect-metadata';
import { EmbeddedPostgresError } from '#adapters/postgres/embedded';
import { createLogger } from '#runtime';
import { InvalidOptions, readOptions, type StoreOptions } from './options.js';
import { quickStart } from './quick-start.js';
import { startStore } from './store.js';

/** A stop that takes longer ends hard: nothing is lost by that, it is only less tidy. */
const STOP_MS_MAX = 20_000;
/** A terminal's Ctrl-C reaches a program under npm twice, at once; a person who asks again takes longer. */
const SAME_INTERRUPT_MS = 200;

function refuse(error: unknown): never {
  if (!(error instanceof InvalidOptions || error instanceof EmbeddedPostgresError)) throw error;
  console.error(`The store cannot start:\n${error.message}`);
  process.exit(2);
}

function options(): StoreOptions {
  try {
    return readOptions(process.argv.slice(2), process.env);
  } catch (error) {
    return refuse(error);
  }
}

const asked = options();
const starting = startStore(asked, createLogger(asked.logLevel));
let stoppingSince: number | undefined;

async function stop(): Promise<void> {
  if (stoppingSince !== undefined) {
    if (performance.now() - stoppingSince > SAME_INTERRUPT_MS) process.exit(1);
    return;
  }
  stoppingSince = performance.now();
  setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
  const store = await starting.catch(() => undefined);
  await store?.stop();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());

const store = await starting.catch(refuse);
console.log(`${store.name} listens on ${store.url}`);
console.log(quickStart(store));
