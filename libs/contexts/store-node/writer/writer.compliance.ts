import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { seals } from '#adapters/crypto';
import { CardBlockedAtStore } from '#contracts/gift-cards';
import { emptyChain, placeInChain, problemOfFact, sealFact } from '#kernel';
import type { Answer, Approval } from '../contracts/index.js';
import type { StoreDatabase } from '../ports/store-database.js';
import {
  allowanceId,
  cardId,
  openNode,
  otherSigner,
  otherStoreId,
  partsOn,
  redeeming,
  SetClock,
  signer,
  standing,
} from '#testing/store-node';
import type { WorkingSet } from './working-set.js';
import { Writer } from './writer.js';

export interface DatabaseUnderTest {
  open(): Promise<StoreDatabase>;
  drop(): Promise<void>;
}

/** What the node's only writer promises, on any database. */
export function writerCompliance(name: string, create: () => Promise<DatabaseUnderTest>): void {
  describe(`The writer on ${name}`, () => {
    let under: DatabaseUnderTest;
    let database: StoreDatabase;
    let clock: SetClock;
    let writer: Writer;

    beforeEach(async () => {
      under = await create();
      database = await under.open();
      clock = new SetClock();
      writer = await openNode(database, clock);
    });

    afterEach(async () => {
      await writer.close();
      await database.close();
      await under.drop();
    });

    const reopened = async (): Promise<Writer> => {
      await writer.close();
      await database.close();
      database = await under.open();
      clock.elapsedMs = 5;
      writer = await Writer.open(partsOn(database, clock));
      return writer;
    };

    it('approves out of the allowance first, and says on what the answer rests', async () => {
      const answer = await writer.decide(redeeming('r-1', 2_500), true);
      expect(approvalOf(answer)).toEqual({
        approvedMinor: 2_500,
        dueMinor: 0,
        backedMinor: 2_000,
        unbackedMinor: 500,
        balanceMinor: 2_500,
        knownVersion: 1,
        knowledgeAgeMs: 1_000,
      });
    });

    it('writes a chain that anybody can check', async () => {
      await Promise.all(['r-1', 'r-2', 'r-3'].map((id) => writer.decide(redeeming(id, 100), false)));
      const facts = await database.chain(0, 10);
      expect(facts.map(({ seq }) => seq)).toEqual([1, 2, 3]);
      for (const [at, fact] of facts.entries()) {
        expect(problemOfFact(fact, signer.publicKey, seals)).toBeUndefined();
        const before = facts[at - 1];
        const head = before ? { seq: before.seq, id: before.id } : { seq: 0, id: null };
        expect(placeInChain({ head, headAt: before?.at, idAt: () => undefined }, fact).kind).toBe('next');
      }
    });

    it('answers a request that comes again as it did, and says it once', async () => {
      const first = await writer.decide(redeeming('r-1', 700), true);
      expect(await writer.decide(redeeming('r-1', 700), false)).toEqual(first);
      expect(await (await reopened()).decide(redeeming('r-1', 700), false)).toEqual(first);
      expect(await database.chain(0, 10)).toHaveLength(1);
    });

    it('refuses a request id that comes again with another amount', async () => {
      await writer.decide(redeeming('r-1', 700), true);
      expect(await writer.decide(redeeming('r-1', 800), true)).toMatchObject({
        why: { code: 'request-reused' },
      });
      expect(writer.committed.head.seq).toBe(1);
    });

    it('does of a batch what is new, when one of it comes again', async () => {
      const first = await writer.decide(redeeming('r-1', 700), true);
      const answers = await Promise.all(
        [redeeming('r-2', 800), redeeming('r-1', 700), redeeming('r-3', 900), redeeming('r-1', 750)].map(
          (request) => writer.decide(request, true),
        ),
      );
      expect(answers).toMatchObject([
        { approval: { balanceMinor: 3_500 } },
        first,
        { approval: { balanceMinor: 2_600 } },
        { why: { code: 'request-reused' } },
      ]);
      expect(writer.committed.head.seq).toBe(3);
    });

    it('calls off a request that was declined, and says so in the same words for ever', async () => {
      const annul = { kind: 'annul', till: 'till-1', requestId: 'r-1' } as const;
      await writer.decide(redeeming('r-1', 1_000_000), true);
      const annulled = await writer.decide(annul, true);
      expect(annulled).toMatchObject({ outcome: 'approved', approval: { approvedMinor: 0 } });
      clock.elapsedMs += 700;
      expect(await writer.decide(annul, false)).toEqual(annulled);
      await reopened();
      expect(await writer.decide(annul, false)).toEqual(annulled);
      expect(await writer.decide(redeeming('r-1', 1_000_000), true)).toMatchObject({
        why: { code: 'request-annulled' },
      });
    });

    it('calls off a request that comes again in the same batch', async () => {
      await writer.decide(redeeming('r-1', 700), true);
      const [again, annulled, late] = await Promise.all([
        writer.decide(redeeming('r-1', 700), true),
        writer.decide({ kind: 'annul', till: 'till-1', requestId: 'r-1' }, true),
        writer.decide(redeeming('r-1', 700), true),
      ]);
      expect(again).toMatchObject({ outcome: 'approved' });
      expect(annulled).toMatchObject({ outcome: 'approved' });
      expect(late).toMatchObject({ why: { code: 'request-annulled' } });
      expect(await (await reopened()).decide(redeeming('r-1', 700), true)).toEqual(late);
    });

    it('decides requests of one batch one after another', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, at) => writer.decide(redeeming(`r-${at}`, 1_000), true)),
      );
      expect(answers.map(({ outcome }) => outcome)).toEqual([
        ...Array.from({ length: 4 }, () => 'approved'),
        ...Array.from({ length: 4 }, () => 'declined'),
      ]);
    });

    it('holds, captures a part, and gives the rest back', async () => {
      const held = await writer.decide(
        {
          kind: 'hold',
          till: 'till-1',
          requestId: 'h-1',
          cardId,
          minor: 1_500,
          currency: 'EUR',
          expiresAfterMs: 60_000,
        },
        true,
      );
      const hold = factOf(held);
      await reopened();
      const captured = await writer.decide(
        { kind: 'capture', till: 'till-1', requestId: 'c-1', hold, minor: 900 },
        true,
      );
      expect(approvalOf(captured)).toMatchObject({ approvedMinor: 900, balanceMinor: 4_100 });
      const again = await writer.decide({ kind: 'capture', till: 'till-1', requestId: 'c-2', hold }, true);
      expect(again).toMatchObject({ why: { code: 'hold-ended' } });
      const rest = await writer.decide(redeeming('r-1', 1_100), true);
      expect(approvalOf(rest)).toMatchObject({ backedMinor: 1_100, unbackedMinor: 0 });
    });

    it('annuls what came, what never came, and nothing twice', async () => {
      await writer.decide(redeeming('r-1', 700), true);
      const annulled = await writer.decide({ kind: 'annul', till: 'till-1', requestId: 'r-1' }, true);
      expect(approvalOf(annulled)).toMatchObject({ approvedMinor: 700, balanceMinor: 5_000 });
      const again = await writer.decide({ kind: 'annul', till: 'till-1', requestId: 'r-1' }, false);
      expect(again).toEqual(annulled);
      expect(writer.committed.head.seq).toBe(2);
      expect(await writer.decide(redeeming('r-1', 700), true)).toMatchObject({
        why: { code: 'request-annulled' },
      });
      await writer.decide({ kind: 'annul', till: 'till-1', requestId: 'r-9' }, true);
      expect(await (await reopened()).decide(redeeming('r-9', 10), true)).toMatchObject({
        why: { code: 'request-annulled' },
      });
    });

    it.each(['release', 'capture'] as const)('annuls a hold after its %s as what it is', async (kind) => {
      const placing = { kind: 'hold', till: 'till-1', requestId: 'h-1', cardId, minor: 500 } as const;
      const hold = factOf(await writer.decide({ ...placing, currency: 'EUR', expiresAfterMs: 60_000 }, true));
      await writer.decide({ kind, till: 'till-1', requestId: 'e-1', hold }, true);
      const annulled = await writer.decide({ kind: 'annul', till: 'till-1', requestId: 'h-1' }, true);
      expect(annulled).toMatchObject(
        kind === 'release' ? { approval: { approvedMinor: 0 } } : { why: { code: 'hold-ended' } },
      );
      expect(writer.committed.head.seq).toBe(2);
    });

    it('knows a card of the list only as well as the list is new', async () => {
      const listed = 'c0ffee00-0000-4000-8000-000000000002';
      await writer.run({
        needs: { requests: [], business: [], cards: [] },
        work(set) {
          set.receiveListed([[listed, 5_000, 'EUR', 'active', null]]);
          set.remember({ list: { at: 'end', asOf: { era: 1, ms: -700 }, readingSince: null } });
        },
      });
      const answer = await writer.decide({ ...redeeming('r-1', 100), cardId: listed }, true);
      expect(approvalOf(answer)).toMatchObject({ knowledgeAgeMs: 700, unbackedMinor: 100 });
    });

    it('decides on what was said since of a card that is in use', async () => {
      const listed = 'c0ffee00-0000-4000-8000-000000000002';
      const hears = (work: (set: WorkingSet) => void) =>
        writer.run({ needs: { requests: [], business: [], cards: [] }, work });
      const redeem = (requestId: string) =>
        writer.decide({ ...redeeming(requestId, 100), cardId: listed }, true);
      await hears((set) => {
        set.receiveListed([[listed, 5_000, 'EUR', 'active', null]]);
        set.remember({ list: { at: 'end', asOf: { era: 1, ms: 0 }, readingSince: null } });
      });
      expect(approvalOf(await redeem('r-1'))).toMatchObject({ balanceMinor: 4_900 });
      await hears((set) => set.receiveListed([[listed, 900, 'EUR', 'active', null]]));
      expect(approvalOf(await redeem('r-2'))).toMatchObject({ balanceMinor: 700 });
      const place = { author: otherStoreId, head: emptyChain, at: { ms: 1, count: 0 } };
      const block = CardBlockedAtStore.say({
        cardId: listed,
        till: 'till-2',
        requestId: 'b-1',
        blockId: cardId,
        reason: 'lost',
      });
      await hears((set) => set.receiveOthers([sealFact(block, place, { seals, signer: otherSigner })]));
      expect(await redeem('r-3')).toMatchObject({ why: { code: 'card-blocked' } });
    });

    it('keeps its books over a restart', async () => {
      await writer.decide(redeeming('r-1', 2_500), true);
      const { books } = writer.committed;
      await reopened();
      expect(writer.committed.books).toMatchObject({
        unbackedMinor: 500,
        riskMinor: 500,
        unconfirmed: [],
        loadedMinor: books.loadedMinor,
      });
      // What is left of the lease is what it was: the restart took no time.
      expect((await writer.known(cardId)).leases[allowanceId]).toEqual(writer.committed.start.at);
    });

    it('goes on with the lease of an allowance that was used up and comes back', async () => {
      const hears = (change: Parameters<typeof standing>[0]) =>
        writer.run({
          needs: { requests: [], business: [], cards: [cardId], allowances: [allowanceId] },
          work: (set) => set.receiveStanding(standing(change), { era: 1, ms: 600_000 }),
        });
      await hears({ version: 2, allowances: [] });
      await reopened();
      await hears({ version: 3 });
      expect((await writer.known(cardId)).leases).toEqual({ [allowanceId]: { era: 1, ms: 0 } });
    });

    it('freezes allowances whose age nobody can tell, after the wall clock fell', async () => {
      clock.nowMs -= 60_000;
      await reopened();
      const answer = await writer.decide(redeeming('r-1', 2_000), false);
      expect(answer).toMatchObject({ outcome: 'declined', why: { code: 'not-covered', backedMinor: 0 } });
    });
  });
}

function approvalOf(answer: Answer): Approval {
  if (answer.outcome === 'declined') throw new Error(`Declined: ${answer.why.code}`);
  return answer.approval;
}

function factOf(answer: Answer): string {
  if (answer.outcome === 'declined' || answer.factId === undefined) throw new Error('Nothing was said');
  return answer.factId;
}
