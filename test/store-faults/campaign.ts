import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Dice } from '../../apps/demo/plan/dice.js';
import { eventually } from '#testing';
import type { TestScratch } from '#testing/servers';
import { atRest, findings } from './checker.js';
import { Journal } from './journal.js';
import type { Shop } from './shop.js';
import { lasts, passing, type Strike } from './strikes.js';
import { Till } from './till.js';
import { World } from './world.js';

export interface Campaign {
  readonly seed: number;
  readonly stores: number;
  /** Strikes that pass. */
  readonly passing: number;
  /** How often each of those that end a store. */
  readonly lasting: number;
}

export interface Outcome {
  readonly seconds: number;
  readonly struck: Readonly<Record<string, number>>;
  readonly approved: number;
  readonly declined: number;
  readonly repeated: number;
  readonly ends: readonly string[];
  readonly findings: readonly string[];
}

const CARDS = 6;
const LOADED_MINOR = 200_000;
const BETWEEN_MS = 400;
const PATIENCE = { withinMs: 120_000, everyMs: 250 };

/** Stores trade, are struck, are left alone until they are at rest, and are compared with their hub. */
export async function play(
  campaign: Campaign,
  scratch: TestScratch,
  say: (what: string) => void,
): Promise<Outcome> {
  const startedAt = performance.now();
  const world = await World.open(scratch);
  try {
    const journal = new Journal(join(scratch.folder, 'tills.jsonl'));
    const dice = new Dice(campaign.seed);
    const cards = new Map<string, number>();
    for (let card = 0; card < CARDS; card++) cards.set(await world.issueCard(LOADED_MINOR), LOADED_MINOR);
    const tills: Till[] = [];
    const openTill = (shop: Shop): void => {
      const parts = { cards: [...cards.keys()], journal, dice };
      tills.push(new Till(shop, `till-${tills.length + 1}`, parts));
    };
    for (let store = 0; store < campaign.stores; store++) openTill(await world.openShop());
    const stores = [...world.shops];
    const struck: Record<string, number> = {};
    const count = ({ name }: Strike): void => void (struck[name] = (struck[name] ?? 0) + 1);
    for (let number = 0; number < campaign.passing; number++) {
      const strike = passing[number % passing.length];
      await strike?.strike(world, dice.pick(stores), dice);
      if (strike) count(strike);
      await pause(BETWEEN_MS);
      if (number % 20 === 19) say(`${number + 1} of ${campaign.passing} strikes`);
    }
    const ends: string[] = [];
    const ended = new Set<string>();
    for (const strike of Array.from({ length: campaign.lasting }, () => lasts).flat()) {
      const shop = await world.openShop();
      openTill(shop);
      await approvedAt(journal, shop, 3);
      await strike.strike(world, shop, dice);
      for (const clone of world.shops.filter((each) => each !== shop && each.storeId === shop.storeId))
        openTill(clone);
      ends.push(`${strike.name}: ${await endingOf(world, shop)}`);
      ended.add(shop.name);
      count(strike);
    }
    await Promise.all(tills.map((till) => till.close()));
    say('no more redemptions; waiting for rest');
    await atRest(world.shops);
    const wrong = await findings(world, cards, journal, ended);
    const { approved, declined, repeated } = journal;
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    return { seconds, struck, approved: approved.length, declined, repeated, ends, findings: wrong };
  } finally {
    await world.close();
  }
}

const approvedAt = (journal: Journal, { name }: Shop, count: number): Promise<unknown> =>
  eventually(
    () => journal.approved.filter(({ store }) => store === name).length,
    (seen) => seen >= count,
    PATIENCE,
  );

/** How the store learned that its disk is not the only one, or not the newest. Its tills are sent away. */
async function endingOf({ api }: World, shop: Shop): Promise<string> {
  const how = await eventually(
    async () => {
      const { unfit } = await shop.ask<{ unfit?: string }>('/status');
      const { body } = await api.get(`/v1/stores/${shop.storeId}`);
      return body['status'] === 'ended' ? JSON.stringify(body['ended']) : unfit;
    },
    (seen) => seen !== undefined,
    PATIENCE,
  );
  return String(how);
}
