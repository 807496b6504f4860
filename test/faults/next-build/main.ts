import 'reflect-metadata';
import { readConfig } from '../../../apps/hub/config.js';
import { startHub } from '../../../apps/hub/hub.js';
import { createLogger } from '#runtime';
import { nextContexts } from './next-contexts.js';

const config = readConfig(process.env);
const hub = await startHub(config, createLogger(config.logLevel), nextContexts);
process.on('SIGTERM', () => void hub.stop().then(() => process.exit(0)));
const ready =
  hub.url === undefined
    ? `Countersign works; its health is at ${hub.probesUrl}/health/ready`
    : `Countersign listens on ${hub.url}`;
process.stdout.write(`${ready}\n`);
