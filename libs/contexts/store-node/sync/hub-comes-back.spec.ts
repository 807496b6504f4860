import { seals } from '#adapters/crypto';
import { RequestAnnulled } from '#contracts/gift-cards';
import { emptyChain, sealFact } from '#kernel';
import { eventually as soon } from '#testing';
import {
  connectNode,
  type NodeOnLine,
  otherSigner,
  otherStoreId,
  redeeming,
  SampleHub,
} from '#testing/store-node';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hearing } from '../peers/exchange.js';

const eventually = <T>(probe: () => T, until: (sample: T) => boolean) =>
  soon(probe, until, { withinMs: 5_000 });

describe('A store whose hub comes back', () => {
  let sampleHub: SampleHub;
  let here: NodeOnLine;

  beforeEach(async () => {
    sampleHub = new SampleHub();
    here = await connectNode(sampleHub);
    await here.lineIs(true);
  });

  afterEach(() => here.stop());

  it('takes what it knows for as old as its news, whatever else the hub answers', async () => {
    const days = 24 * 3_600_000;
    sampleHub.isUp = false;
    await here.lineIs(false);
    await here.node.decide(redeeming('r-1', 100));
    here.clock.passedMs = 8 * days;
    sampleHub.isMute = true;
    sampleHub.isUp = true;
    await here.nothingWaits();
    expect(here.node.status().knowledgeAgeMs).toBeGreaterThanOrEqual(8 * days);
    expect(await here.node.decide(redeeming('r-2', 100))).toMatchObject({ why: { limit: 'knowledge-age' } });
    [sampleHub.isMute, sampleHub.isMore] = [false, true];
    const { length } = sampleHub.waits;
    await eventually(
      () => sampleHub.waits.length,
      (pulls) => pulls > length + 2,
    );
    expect(here.node.status().knowledgeAgeMs).toBeGreaterThanOrEqual(8 * days);
    sampleHub.isMore = false;
    await eventually(
      () => here.node.status().knowledgeAgeMs,
      (ageMs) => ageMs < days,
    );
    expect(await here.node.decide(redeeming('r-3', 100))).toMatchObject({ outcome: 'approved' });
  });

  describe('while the hub has no news for long', () => {
    beforeEach(async () => {
      sampleHub.newsWithinMs = 60_000;
      here.clock.isFrozen = true;
      await eventually(
        () => [here.clock.frozenWaits, sampleHub.waits.at(-1)],
        ([pauses, waitSeconds]) => pauses === 2 && waitSeconds === 25,
      );
    });

    it('finds out at once that the line is up, though an answer came too late for a till', async () => {
      const { length } = sampleHub.waits;
      sampleHub.silentMs = 1;
      expect(await here.node.decide(redeeming('r-1', 2_500))).toMatchObject({
        onLine: false,
        approval: { backedMinor: 2_000, unbackedMinor: 500 },
      });
      await here.lineIs(true);
      await eventually(
        () => sampleHub.waits.slice(length),
        (waits) => waits.length === 2,
      );
      expect(sampleHub.waits.slice(length)).toEqual([0, 25]);
    });

    it('looks once when answers came too late for many tills', async () => {
      const { length } = sampleHub.waits;
      [sampleHub.isMore, sampleHub.newsWithinMs] = [true, 100];
      sampleHub.silentMs = 10;
      await Promise.all(['r-1', 'r-2', 'r-3'].map((id) => here.node.decide(redeeming(id, 2_500))));
      await here.lineIs(true);
      await eventually(
        () => sampleHub.waits.slice(length),
        (waits) => waits.length >= 2,
      );
      expect(sampleHub.questions).toBe(3);
      expect(sampleHub.waits.slice(length, length + 2)).toEqual([0, 25]);
    });

    it('finds out by the first till that the line is cut, and lets no other one wait for it', async () => {
      sampleHub.isUp = false;
      for (const id of ['r-1', 'r-2', 'r-3'])
        expect(await here.node.decide(redeeming(id, 2_500))).toMatchObject({ onLine: false });
      expect(sampleHub.questions).toBe(1);
      await eventually(
        () => sampleHub.waits.at(-1),
        (waitSeconds) => waitSeconds === 0,
      );
      expect(here.sync.line.onLine).toBe(false);
    });
  });

  describe('when the hub was set back to an earlier state', () => {
    const hubHas = (count: number) =>
      eventually(
        () => sampleHub.facts.map(({ seq }) => seq),
        ({ length }) => length === count,
      );

    beforeEach(async () => {
      for (const id of ['r-1', 'r-2', 'r-3']) await here.node.decide(redeeming(id, 100));
      await here.nothingWaits();
      sampleHub.sent.length = 0;
    });

    it.each([0, 1, 2])('tells it again what is behind place %d, and then what is new', async (place) => {
      sampleHub.facts.splice(place);
      await here.node.decide(redeeming('r-4', 100));
      expect(await hubHas(4)).toEqual([1, 2, 3, 4]);
      await here.nothingWaits();
      expect(sampleHub.sent).toEqual([[4], [1, 2, 3, 4].slice(place)]);
      // A node whose facts are put aside waits longer.
      expect(here.clock.longestMs).toBeLessThan(60_000);
    });

    it('tells it again what it carries for others', async () => {
      const says = RequestAnnulled.say({ till: 'till-9', requestId: 'r-9' });
      const at = { author: otherStoreId, head: emptyChain, at: { ms: 1, count: 0 } };
      await here.writer.run(hearing([sealFact(says, at, { seals, signer: otherSigner })], []));
      await eventually(
        () => sampleHub.sent,
        ({ length }) => length === 1,
      );
      sampleHub.facts.splice(1);
      await here.node.decide(redeeming('r-4', 100));
      await eventually(
        () => sampleHub.sent,
        ({ length }) => length === 4,
      );
      expect(sampleHub.sent).toEqual([[1], [4], [2, 3, 4], [1]]);
    });

    it('tells it again when it comes back, though nothing is new', async () => {
      sampleHub.isUp = false;
      await here.lineIs(false);
      sampleHub.facts.splice(1);
      sampleHub.isUp = true;
      expect(await hubHas(3)).toEqual([1, 2, 3]);
      await here.nothingWaits();
    });

    it('tells nothing again where the hub knows another history', async () => {
      const [first] = sampleHub.facts;
      sampleHub.facts.splice(0, 3, { ...first!, id: 'another' });
      await here.node.decide(redeeming('r-4', 100));
      await eventually(
        () => sampleHub.sent.length,
        (count) => count > 1,
      );
      expect(new Set(sampleHub.sent.flat())).toEqual(new Set([4]));
      expect(here.node.status()).toMatchObject({ waitingFacts: 1, unfit: undefined });
    });
  });

  it('does not take a receipt that comes late for what the hub has lost', async () => {
    let letGo = (): void => undefined;
    sampleHub.held = new Promise((resolve) => (letGo = resolve));
    await here.node.decide(redeeming('r-1', 100));
    await eventually(
      () => sampleHub.facts.length,
      (count) => count === 1,
    );
    const late = sampleHub.receipt;
    await here.node.decide(redeeming('r-2', 100));
    // A neighbour has carried it there.
    sampleHub.facts.push(...(await here.database.chain(1, 1)));
    sampleHub.news.push(sampleHub.receipt);
    await here.nothingWaits();
    sampleHub.held = undefined;
    letGo();
    sampleHub.news.push(late);
    await eventually(
      () => sampleHub.news.length,
      (count) => count === 0,
    );
    await here.node.decide(redeeming('r-3', 100));
    await here.nothingWaits();
    expect(sampleHub.sent).toEqual([[1], [3]]);
  });
});
