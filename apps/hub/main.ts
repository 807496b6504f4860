import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { createLogger } from '#runtime';
import { type HubConfig, InvalidConfiguration, readConfig } from './config.js';
import { startHub } from './hub.js';
import { quickStart } from './quick-start.js';
import { receiveSampleStock } from './sample-stock.js';

/** A stop that takes longer ends hard: nothing is lost by that, it is only less tidy. */
const STOP_MS_MAX = 30_000;
/** A start that hangs has taken nothing on that could be finished. */
const START_MS_MAX = 5_000;
/** A terminal's Ctrl-C reaches a program under npm twice, at once; a person who asks again takes longer. */
const SAME_INTERRUPT_MS = 200;

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
const starting = startHub(config, logger);
let stoppingSince: number | undefined;

async function stop(signal: NodeJS.Signals): Promise<void> {
  if (stoppingSince !== undefined) {
    const isSameInterrupt = signal === 'SIGINT' && performance.now() - stoppingSince < SAME_INTERRUPT_MS;
    if (!isSameInterrupt) process.exit(1);
    return;
  }
  stoppingSince = performance.now();
  setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
  const started = await Promise.race([starting, pause(START_MS_MAX)]);
  await started?.stop();
  process.exit(0);
}
process.on('SIGTERM', (signal) => void stop(signal));
process.on('SIGINT', (signal) => void stop(signal));

const hub = await starting.catch((error: unknown) => {
  if (stoppingSince !== undefined) process.exit(0);
  logger.fatal({ err: error }, 'Countersign cannot start');
  process.exit(1);
});

if (hub.url !== undefined && hub.bearer !== undefined) {
  await receiveSampleStock(hub.url, hub.bearer).catch((error: unknown) =>
    logger.warn({ err: error }, 'The sample stock was not received'),
  );
}
console.log(
  hub.url === undefined
    ? `Countersign works; its health is at ${hub.probesUrl}/health/ready`
    : `Countersign listens on ${hub.url}`,
);
console.log(quickStart(hub));
