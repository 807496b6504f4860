import 'reflect-metadata';
import { createLogger } from '#runtime';
import { type HubConfig, InvalidConfiguration, readConfig } from './config.js';
import { startHub } from './hub.js';
import { quickStart } from './quick-start.js';
import { receiveSampleStock } from './sample-stock.js';

/** A stop that takes longer ends hard: nothing is lost by that, it is only less tidy. */
const STOP_MS_MAX = 30_000;
const SAME_SIGNAL_MS = 1_000;

function configuration(): HubConfig {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    console.error(`Countersign cannot start with this configuration:\n${error.message}`);
    process.exit(2);
  }
}

const config = configuration();
const logger = createLogger(config.logLevel);
const hub = await startHub(config, logger).catch((error: unknown) => {
  logger.fatal({ err: error }, 'Countersign cannot start');
  process.exit(1);
});

let stoppingSince: number | undefined;
async function stop(): Promise<void> {
  if (stoppingSince !== undefined) {
    // A terminal's Ctrl-C comes twice under npm, at once; a person who asks again means it.
    if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1);
    return;
  }
  stoppingSince = performance.now();
  setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
  await hub.stop();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());

if (hub.url !== undefined && hub.bearer !== undefined) {
  await receiveSampleStock(hub.url, hub.bearer).catch((error: unknown) =>
    logger.warn({ err: error }, 'The sample stock was not received'),
  );
}
console.log(hub.url === undefined ? 'Countersign works' : `Countersign listens on ${hub.url}`);
console.log(quickStart(hub));
