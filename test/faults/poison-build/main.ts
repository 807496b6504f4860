import 'reflect-metadata';
import { PaymentProviderHandler } from '#contexts/payments';
import { createLogger } from '#runtime';
import { readConfig } from '../../../apps/hub/config.js';
import { contexts } from '../../../apps/hub/hub.module.js';
import { startHub } from '../../../apps/hub/hub.js';
import { poisonContext } from './poison-context.js';
import { sabotages } from './sabotage.js';

/** Behind the mark of a poison, in the reference of a payment that is to be voided. */
const NAME = /^planted-[0-9a-f-]{36} (.+)$/;

const honest = PaymentProviderHandler.prototype.void;
PaymentProviderHandler.prototype.void = async function poisoned(data, delivery) {
  const [, poison] = NAME.exec(data.reference ?? '') ?? [];
  if (poison === undefined) return honest.call(this, data, delivery);
  sabotages[poison]?.();
};

const config = readConfig(process.env);
const hub = await startHub(config, createLogger(config.logLevel), [...contexts, poisonContext]);
process.on('SIGTERM', () => void hub.stop().then(() => process.exit(0)));
process.stdout.write(`Countersign works; its health is at ${hub.probesUrl}/health/ready\n`);
