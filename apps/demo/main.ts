import { randomBytes, randomInt } from 'node:crypto';
import { z } from 'zod';

import { HubApi, HubGone, UnexpectedAnswer } from './api/hub-api.js';
import { lineTrouble } from './api/patience.js';
import { ledgerOf } from './check/gather.js';
import { developmentKey } from './development-key.js';
import { type Morning, morningOf } from './morning.js';
import { type DemoOptions, InvalidOptions, NotThere, readOptions, USAGE } from './options.js';
import { Progress } from './report/progress.js';
import { summaryOf } from './report/summary.js';
import { NotEnded } from './trade/clerk.js';
import { whatWaits } from './trade/follow-ups.js';

/** @throws NotThere when no hub answers: somebody who has forgotten to start one should hear it at once */
async function hubOf(options: DemoOptions): Promise<HubApi> {
  const { url, withinSeconds, sandboxUrl, dataDir = '.data' } = options;
  await fetch(`${url}/health/live`).catch((error: unknown) => {
    throw new NotThere(
      `No hub answers at ${url} (${lineTrouble(error)}).\n` +
        'Start one with npm start, and say COUNTERSIGN_URL when it listens elsewhere.',
    );
  });
  if (sandboxUrl !== undefined) {
    await ledgerOf(sandboxUrl).catch((error: unknown) => {
      throw new NotThere(`No payment sandbox answers at ${sandboxUrl} (${lineTrouble(error)}).`);
    });
  }
  const api = new HubApi(url, options.key ?? (await developmentKey(dataDir)), withinSeconds * 1_000);
  await api.get('/v1/gift-cards?limit=1', z.unknown());
  return api;
}

async function complain(error: unknown, morning?: Morning): Promise<void> {
  const isExpected = [InvalidOptions, NotThere, HubGone, UnexpectedAnswer, NotEnded].some(
    (each) => error instanceof each,
  );
  console.error(isExpected && error instanceof Error ? `\n${error.message}` : error);
  if (!(error instanceof NotEnded) || !morning) return;
  try {
    console.error(await whatWaits(morning.shop));
  } catch (trouble) {
    console.error(`Why is not known: ${lineTrouble(trouble)}`);
  }
}

async function demo(): Promise<boolean> {
  let morning: Morning | undefined;
  try {
    const options = readOptions(process.argv.slice(2), process.env, randomInt(1_000_000));
    const name = randomBytes(5).toString('hex');
    const api = await hubOf(options);
    morning = morningOf(api, name, options, new Progress(process.stdout));
    const { facts, checks, run } = await morning.play();
    console.log(`\n${summaryOf(facts, checks, run)}`);
    return checks.every(({ findings }) => findings.length === 0);
  } catch (error) {
    await complain(error, morning);
    if (error instanceof InvalidOptions) console.error(`\n${USAGE}`);
    return false;
  }
}

// After a failure others may still be asking.
process.exit((await demo()) ? 0 : 1);
