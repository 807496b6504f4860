import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CURRENCY, Hub } from './hub.js';
import { Line } from './line.js';
import { Morning, sellCards, type Told } from './morning.js';
import { drawExposure } from './picture.js';
import { Shop } from './shop.js';

const NAMES = ['Main Street', 'Harbour', 'Station'] as const;
const RISK_MINOR = 30_000;
const LOADS_MINOR = 100_000;
const FOLDER = join('.data', 'outage-demo');

const say = (what: string): void => console.log(`${new Date().toISOString().slice(11, 19)}  ${what}`);

const amount = (minor: number): string => `${(minor / 100).toFixed(2)} ${CURRENCY}`;

/** What was started, the last one first to stop. */
const running: { stop(): Promise<void> }[] = [];

async function demo(): Promise<boolean> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const data = await openDataFolder();
  say('A hub and three stores are started');
  const hub = await Hub.start(FOLDER, data);
  running.unshift(hub);
  const cards = await sellCards(hub);
  const open = async (name: string): Promise<Shop> => {
    const { code } = await hub.makeRoom(name, RISK_MINOR, LOADS_MINOR);
    const shop = await Shop.open(name, code, await Line.lay(hub.port), { logs: FOLDER, data });
    running.unshift({ stop: () => shop.close() });
    return shop;
  };
  const shops = [await open(NAMES[0]), await open(NAMES[1]), await open(NAMES[2])] as const;
  const told = await new Morning(hub, [...shops], cards, say).play();
  return report(told);
}

/** PostgreSQL runs as a user of its own where this program is root, and must be able to enter. */
async function openDataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-outage-'));
  await chmod(folder, 0o755);
  running.unshift({ stop: () => rm(folder, { recursive: true, force: true }) });
  return folder;
}

async function report(told: Told): Promise<boolean> {
  const boundMinor = told.outages.length * RISK_MINOR;
  const picture = join(FOLDER, 'exposure.svg');
  const { exposure, outages, lostMinor } = told;
  const story = {
    stores: NAMES,
    exposures: exposure.seen,
    outages,
    boundMinor,
    lostMinor,
    currency: CURRENCY,
  };
  await writeFile(picture, drawExposure(story));
  const isKept = told.highestMinor <= boundMinor && told.lostMinor <= told.highestMinor;
  console.log(`
  redemptions            ${told.redemptions} approved, ${told.declined} declined
  slowest approval       ${told.slowestMs.onLine.toFixed(0)} ms with the lines up, ${told.slowestMs.cut.toFixed(0)} ms with two of them cut
  bound that was set     ${amount(boundMinor)}: a risk budget of ${amount(RISK_MINOR)} at each of ${outages.length} stores without a line
  at risk at most        ${amount(told.highestMinor)}: approved without an allowance, and not confirmed
  overdrawn              ${amount(told.overdrawnMinor)}
  lost in the end        ${amount(told.lostMinor)}
  cards in dispute       ${told.disagreements.length === 0 ? 'none' : told.disagreements.join('\n                         ')}

The picture is in ${picture}`);
  return isKept && told.disagreements.length === 0;
}

async function stopAll(): Promise<void> {
  for (const each of running.splice(0)) await each.stop();
}

process.on('SIGINT', () => void stopAll().then(() => process.exit(130)));
let isGood = false;
try {
  isGood = await demo();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
} finally {
  await stopAll();
}
process.exit(isGood ? 0 : 1);
