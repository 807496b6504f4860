import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Dice } from '../../apps/demo/plan/dice.js';
import { openTestScratch, type TestScratch } from '#testing/servers';
import type { Evidence, Finding } from './checker/evidence.js';
import { type Figures, figuresOf } from './checker/figures.js';
import { gather } from './checker/gather.js';
import { judge } from './checker/judge.js';
import { atRest } from './checker/rest.js';
import type { Strike } from './strikes/strike.js';
import { ending, passing } from './strikes/strikes.js';
import { Trade } from './trade/trade.js';
import type { Shop } from './world/shop.js';
import { World } from './world/world.js';

export interface Campaign {
  readonly seed: number;
  readonly stores: number;
  /** Strikes that stores survive. */
  readonly strikes: number;
  /** Strikes that end a store, one kind after another. */
  readonly ends: number;
  /** Whether each store has a network of its own. */
  readonly networks: boolean;
  /** Where what led to findings is kept. */
  readonly folder: string;
  say(what: string): void;
}

export interface Outcome {
  readonly seconds: number;
  readonly struck: Readonly<Record<string, number>>;
  readonly figures: Figures;
  /** Why tills had to ask again. */
  readonly troubles: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

const BETWEEN_MS = { min: 100, max: 600 };
/** After so many strikes there is a card that has not been overdrawn yet. */
const STRIKES_PER_CARD = 5;
/** Cards that each store alone may sell, to begin with. */
const STOCK_PER_SHOP = 2;
const GRANTS = 0.2;
const GRANTED_MINOR = 1_000;
/** Long for a machine that does something else, too: who is not at rest by then never will be. */
const REST_MS_MAX = 300_000;
const AGREED_MS_MAX = 60_000;

/** Stores trade, are struck, are left alone until they are at rest, and are compared with their hub. */
export async function play(campaign: Campaign): Promise<Outcome> {
  const startedAt = performance.now();
  const scratch = await openTestScratch('store-faults');
  try {
    const outcome = await playIn(scratch, campaign);
    return { seconds: Math.round((performance.now() - startedAt) / 1_000), ...outcome };
  } finally {
    await scratch.close();
  }
}

async function playIn(scratch: TestScratch, campaign: Campaign): Promise<Omit<Outcome, 'seconds'>> {
  const world = await World.open(scratch, campaign);
  try {
    const dice = new Dice(campaign.seed);
    const trade = await Trade.begin(world, dice);
    const struck = await strikeAll(campaign, { world, trade, dice });
    await trade.closeAt(world.shops);
    campaign.say('trade is over; waiting for rest');
    const unrest = await restOf(world);
    await trade.repeat();
    const evidence = await gather(world, { journal: trade.journal, withinMs: AGREED_MS_MAX });
    const findings = [...unrest, ...judge(evidence)];
    if (findings.length > 0) await keep(campaign, evidence, findings);
    return { struck, figures: figuresOf(evidence), troubles: trade.journal.troubles, findings };
  } finally {
    await world.close();
  }
}

const restOf = (world: World): Promise<Finding[]> =>
  atRest(world, REST_MS_MAX).then(
    () => [],
    (error: unknown) => [{ promise: 'rest', what: String(error) }],
  );

interface Stage {
  readonly world: World;
  readonly trade: Trade;
  readonly dice: Dice;
}

async function strikeAll(campaign: Campaign, stage: Stage): Promise<Record<string, number>> {
  const { world, trade, dice } = stage;
  const struck: Record<string, number> = {};
  const strike = async (what: Strike, shop: Shop): Promise<void> => {
    await what.strike({ ...stage, shop });
    struck[what.name] = (struck[what.name] ?? 0) + 1;
    campaign.say(`${what.name}: ${shop.name}`);
  };
  const stores: Shop[] = [];
  for (let store = 0; store < campaign.stores; store += 1) stores.push(await opened(stage));
  const kinds = passing(campaign.networks);
  let order: readonly Strike[] = [];
  for (let number = 0; number < campaign.strikes; number += 1) {
    if (number % kinds.length === 0) order = dice.shuffled(kinds);
    const shop = dice.pick(stores);
    if (number % STRIKES_PER_CARD === 0) {
      await trade.replaceBlocked();
      await trade.addCard();
      await trade.addStock(shop);
    }
    if (dice.chance(GRANTS)) await world.grantRisk(shop.storeId, GRANTED_MINOR);
    const [what] = order.slice(number % kinds.length);
    if (what) await strike(what, shop);
    await pause(dice.whole(BETWEEN_MS.min, BETWEEN_MS.max));
  }
  for (let number = 0; number < campaign.ends; number += 1) {
    const [what] = ending.slice((campaign.seed - 1 + number) % ending.length);
    if (!what) continue;
    const shop = await opened(stage);
    await trade.approvedAt(shop, 1);
    await strike(what, shop);
    await trade.closeAt(world.shops.filter(({ storeId }) => storeId === shop.storeId));
  }
  return struck;
}

async function opened({ world, trade }: Stage): Promise<Shop> {
  const shop = await world.openShop();
  for (let count = 0; count < STOCK_PER_SHOP; count += 1) await trade.addStock(shop);
  trade.openTills(shop);
  return shop;
}

async function keep(
  { folder, seed }: Campaign,
  evidence: Evidence,
  findings: readonly Finding[],
): Promise<void> {
  const place = join(folder, `seed-${seed}`);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'findings.json'), JSON.stringify(findings, undefined, 1));
  await writeFile(join(place, 'evidence.json'), JSON.stringify(evidence, listed, 1));
}

const listed = (_: string, value: unknown): unknown => (value instanceof Set ? [...value] : value);
