import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { Dice } from '../../../apps/demo/plan/dice.js';
import { giftCards } from '#contexts/gift-cards';
import { openTestScratch, type TestScratch } from '#testing/servers';
import { Trade } from '../trade/trade.js';
import type { Shop } from '../world/shop.js';
import { World } from '../world/world.js';
import { gather } from './gather.js';
import { judge } from './judge.js';
import { atRest } from './rest.js';

const APPROVALS = 8;
const REST_MS_MAX = 240_000;
/** Whoever disagrees for so long is believed to disagree. */
const AGREED_MS_MAX = 5_000;

/** A redemption that nothing was reversed of: else more than its amount is wrong. */
const ONE_FACT = `stream like 'gift-cards.card/%' and type = 'gift-cards.store-facts-recorded'
  and data #>> '{facts,0,says,type}' = 'gift-cards.redeemed-at-store'
  and not exists (select 1 from countersign.event later, jsonb_array_elements(later.data -> 'facts') f
    where later.type = 'gift-cards.store-facts-recorded'
      and f #>> '{says,body,redemption}' = countersign.event.data #>> '{facts,0,id}')`;
const ONE_EVENT = `(select id from countersign.event where ${ONE_FACT} order by position limit 1)`;
const redeems = (change: string): string =>
  `update countersign.event set data = jsonb_set(data, '{facts,0,says,body,minor}',
     to_jsonb((data #>> '{facts,0,says,body,minor}')::integer ${change})) where id = ${ONE_EVENT}`;
const [CARDS] = (giftCards.shows ?? []).filter(({ name }) => name === 'gift-cards.cards');
const balances = (change: string): string =>
  `update read_model.gift_cards_cards_v${CARDS?.version} set row = jsonb_set(row, '{balanceMinor}',
     to_jsonb((row ->> 'balanceMinor')::integer ${change}))`;
const DOUBLED = `update countersign.event
  set data = jsonb_insert(data, '{facts,-1}', data #> '{facts,0}', true) where id = ${ONE_EVENT}`;
const NOT_DOUBLED = `update countersign.event set data = data #- '{facts,-1}' where id = ${ONE_EVENT}`;
const known = (from: string, to: string): string =>
  `update store_node.standing set standing = replace(standing, '"balanceMinor":${from}', '"balanceMinor":${to}')`;

describe('The checker of stores, when books are falsified', () => {
  let scratch: TestScratch;
  let world: World;
  let trade: Trade;
  let shop: Shop;

  beforeAll(async () => {
    scratch = await openTestScratch('store-faults-planted');
    world = await World.open(scratch, { networks: false });
    trade = await Trade.begin(world, new Dice(1));
    shop = await world.openShop();
    trade.openTills(shop);
    await trade.approvedAt(shop, APPROVALS);
    await trade.closeAt([shop]);
    await atRest(world, REST_MS_MAX);
    await trade.repeat();
  });

  afterAll(async () => {
    await world.close();
    await scratch.close();
  });

  const findings = async () =>
    judge(await gather(world, { journal: trade.journal, withinMs: AGREED_MS_MAX }));

  /** @returns the promises that are found broken as long as something is falsified */
  async function brokenBy(falsify: () => Promise<unknown>, restore: () => Promise<unknown>) {
    await falsify();
    try {
      return new Set((await findings()).map(({ promise }) => promise));
    } finally {
      await restore();
    }
  }
  const brokenAtHub = (falsify: string, restore: string) =>
    brokenBy(
      () => world.sql(falsify),
      () => world.sql(restore),
    );

  /** Asks the database of the store itself. */
  async function atStore(text: string): Promise<void> {
    const books = join(scratch.folder, 'store-1', 'postgres');
    const password = await readFile(join(books, 'password'), 'utf8');
    const [, , , port] = (await readFile(join(books, 'data', 'postmaster.pid'), 'utf8')).split('\n');
    const client = new Client({
      connectionString: `postgres://countersign:${password}@127.0.0.1:${port}/countersign`,
    });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  }

  /** A node reads what it has at hand no more, so it starts anew on its falsified books. */
  async function inItsBooks(text: string): Promise<void> {
    await atStore(text);
    await shop.kill();
    await shop.start();
  }

  it('finds nothing before', async () => {
    expect(await findings()).toEqual([]);
  });

  it('sees an amount that was changed in a fact on a card', async () => {
    expect(await brokenAtHub(redeems('- 1'), redeems('+ 1'))).toEqual(new Set(['approved', 'balance']));
  });

  it('sees a balance that was changed', async () => {
    expect(await brokenAtHub(balances('+ 1'), balances('- 1'))).toEqual(new Set(['balance']));
  });

  it('sees a fact that is there twice', async () => {
    expect(await brokenAtHub(DOUBLED, NOT_DOUBLED)).toEqual(new Set(['approved', 'balance', 'once']));
  });

  it('sees a store that knows another balance', async () => {
    const [card = ''] = world.loads.keys();
    const balance = String((await shop.get(`/v1/cards/${card}`)).body['balanceMinor']);
    const broken = await brokenBy(
      () => inItsBooks(known(balance, '123456')),
      () => inItsBooks(known('123456', balance)),
    );
    expect(broken).toEqual(new Set(['balance']));
  });

  it('finds nothing when all is as it was', async () => {
    expect(await findings()).toEqual([]);
  });
});
