import { seals } from '#adapters/crypto';
import { CardLoadedAtStore, STORE_TERMS } from '#contracts/gift-cards';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { emptyChain, sealFact, sealNotice } from '#kernel';
import { eventually as soon } from '#testing';
import { MemoryStoreDatabase } from '../adapters/memory/memory-store-database.js';
import { viewOf } from '../domain/card-view.js';
import { hearing } from '../peers/exchange.js';
import { noChanges } from '../ports/store-database.js';
import {
  allowanceId,
  cardId,
  connectNode,
  hub,
  type NodeOnLine,
  otherSigner,
  otherStoreId,
  redeeming,
  SampleHub,
  standingNotice,
  storeId,
  terms,
} from '#testing/store-node';
import { NodeUnfit } from '../writer/writer.js';

const eventually = <T>(probe: () => T, until: (sample: T) => boolean) =>
  soon(probe, until, { withinMs: 5_000 });

describe('A store and the line to its hub', () => {
  let sampleHub: SampleHub;
  let here: NodeOnLine;

  beforeEach(async () => {
    sampleHub = new SampleHub();
    here = await connectNode(sampleHub);
    await here.lineIs(true);
  });

  afterEach(() => here.stop());

  it('sells with the line cut, and tells the hub all of it once the line is back', async () => {
    sampleHub.isUp = false;
    await here.lineIs(false);
    for (const id of ['r-1', 'r-2', 'r-3'])
      expect(await here.node.decide(redeeming(id, 500))).toMatchObject({
        outcome: 'approved',
        onLine: false,
      });
    expect(here.node.status()).toMatchObject({ onLine: false, waitingFacts: 3 });
    sampleHub.isUp = true;
    await here.nothingWaits();
    expect(sampleHub.facts.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('tries all errands again when one of them finds the line up', async () => {
    sampleHub.isUp = false;
    await here.lineIs(false);
    here.clock.isFrozen = true;
    await eventually(
      () => here.clock.frozenWaits,
      (waits) => waits === 3,
    );
    sampleHub.isUp = true;
    here.clock.passedMs = 60_000;
    // What was said is pushed at once.
    await here.node.decide(redeeming('r-1', 500));
    await here.lineIs(true);
  });

  it('does not try sooner because there is more to tell', async () => {
    sampleHub.isUp = false;
    await here.lineIs(false);
    here.clock.isFrozen = true;
    const before = sampleHub.pushes;
    await here.node.decide(redeeming('r-1', 500));
    await eventually(
      () => sampleHub.pushes,
      (pushes) => pushes === before + 1,
    );
    for (const id of ['r-2', 'r-3', 'r-4']) await here.node.decide(redeeming(id, 500));
    expect(sampleHub.pushes).toBe(before + 1);
  });

  it('asks for what is missing while a till waits, and not for what it has', async () => {
    expect(await here.node.decide(redeeming('r-1', 1_500))).toMatchObject({
      approval: { backedMinor: 1_500 },
    });
    expect(await here.node.decide(redeeming('r-2', 2_500))).toMatchObject({
      approval: { backedMinor: 2_500, unbackedMinor: 0, knownVersion: 2 },
    });
    expect(sampleHub.asked).toEqual([2_000]);
  });

  it('returns an allowance that the hub wants back, and draws on it no more', async () => {
    const allowances = [{ id: allowanceId, storeId, leftMinor: 2_000, leaseMs: 3_600_000, recalled: true }];
    sampleHub.news.push(standingNotice({ version: 2, allowances }));
    await eventually(
      () => sampleHub.facts.map(({ says }) => says),
      (said) => said.length === 1,
    );
    expect(sampleHub.facts[0]?.says).toMatchObject({
      type: 'gift-cards.allowance-returned',
      body: { cardId, allowanceId, minor: 2_000, why: 'recalled' },
    });
  });

  it('asks how a card stands that only the list and a neighbour have told of, and counts nothing twice', async () => {
    const met = 'c0ffee00-0000-4000-8000-000000000002';
    const loaded = CardLoadedAtStore.say({
      cardId: met,
      till: 'till-9',
      requestId: 'l-1',
      loadId: 'b10c0000-0000-4000-8000-000000000001',
      minor: 200,
      tender: 'cash',
    });
    const at = { author: otherStoreId, head: emptyChain, at: { ms: 1, count: 0 } };
    // The line of the list contains the fact already.
    await here.database.commit({ ...noChanges, listed: [[met, 900, 'EUR', 'active', null]] });
    await here.writer.run(hearing([sealFact(loaded, at, { seals, signer: otherSigner })], []));
    const known = await soon(
      () => here.writer.known(met),
      ({ standing }) => standing !== undefined,
      { withinMs: 5_000 },
    );
    expect(viewOf(known, here.writer.committed.books)).toMatchObject({ balanceMinor: 900 });
  });

  it('passes over what a newer hub says and it does not know, and what is more of what it knows', async () => {
    const body = { ...terms, version: 2, riskGrantedMinor: 77_000, mood: 'sunny' };
    sampleHub.news.push(
      sealNotice('gift-cards.weather', { sun: true }, hub),
      sealNotice(STORE_TERMS, body, hub),
    );
    await eventually(
      () => here.node.status().riskLeftMinor,
      (minor) => minor === 77_000,
    );
    expect(here.sync.line.onLine).toBe(true);
  });

  it('does not believe what the hub has not signed', async () => {
    const genuine = standingNotice({ version: 9, balanceMinor: 100 });
    sampleHub.repeats = true;
    sampleHub.news.push({ ...genuine, body: { ...genuine.body, balanceMinor: 1_000_000 } });
    await eventually(
      () => here.sync.line.trouble,
      (trouble) => trouble?.includes('not signed by the hub') === true,
    );
    expect(await here.node.balance(cardId)).toMatchObject({ balanceMinor: 5_000 });
  });

  it('does not believe it either when it comes behind much that is signed', async () => {
    const versions = [2, 3, 4, 5, 6, 7, 8, 9, 10];
    const genuine = versions.map((version) => standingNotice({ version, balanceMinor: 100 }));
    const last = genuine.at(-1)!;
    sampleHub.repeats = true;
    sampleHub.news.push(...genuine, { ...last, body: { ...last.body, balanceMinor: 1_000_000 } });
    await eventually(
      () => here.sync.line.trouble,
      (trouble) => trouble?.includes('not signed by the hub') === true,
    );
    expect(await here.node.balance(cardId)).toMatchObject({ balanceMinor: 5_000 });
  });

  it('tells of what the hub has put aside by stores and reasons, and once as long as it stays the same', async () => {
    const aside = (seq: number, why = 'author-has-ended') => ({ author: storeId, seq, why });
    sampleHub.problems = [aside(3), aside(4), aside(5, 'edited')];
    await here.node.decide(redeeming('r-1', 100));
    await here.nothingWaits();
    await here.node.decide(redeeming('r-2', 100));
    await here.nothingWaits();
    const ended = { author: storeId, why: 'author-has-ended', facts: 2, fromSeq: 3, toSeq: 4 };
    expect(here.troubles).toEqual([ended, { ...ended, why: 'edited', facts: 1, fromSeq: 5, toSeq: 5 }]);
    sampleHub.problems = [aside(3)];
    await here.node.decide(redeeming('r-3', 100));
    await here.nothingWaits();
    expect(here.troubles.at(2)).toEqual({ ...ended, facts: 1, toSeq: 3 });
  });

  it('authorizes nothing when the hub knows more of its own history than its books', async () => {
    await here.node.decide(redeeming('r-1', 100));
    await here.nothingWaits();
    const backup = here.database.image;
    await here.node.decide(redeeming('r-2', 100));
    await here.nothingWaits();
    await here.stop();
    const restored = new MemoryStoreDatabase({ ...backup, values: { ...backup.values } });
    here = await connectNode(sampleHub, here.clock, restored);
    await eventually(
      () => here.node.status().unfit,
      (why) => why?.includes('a backup or a copy') === true,
    );
    await expect(here.node.decide(redeeming('r-3', 100))).rejects.toThrow(NodeUnfit);
  });
});
