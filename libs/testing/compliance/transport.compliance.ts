import { describe, expect, it } from '@jest/globals';
import type { Addressed } from '#kernel';
import { eventually } from '../eventually.js';
import { TILLS } from './mailbox/claims.js';
import { message, nextId, to } from './support/samples.js';
import { type PostingProcess, type PostRoom, postRoomFor } from './transport/post-room.js';
import type { TransportUnderTest } from './transport/transport-under-test.js';

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`);

/** What the port `Transport` promises, together with the database whose outbox and mailboxes it works on. */
export function transportCompliance(underTest: TransportUnderTest): void {
  describe(`Carrying messages ${underTest.name}`, () => {
    const room = postRoomFor(underTest);
    describe('in one process', () => {
      carrying(room);
    });
    describe('in two processes', () => {
      carryingTogether(room);
    });
  });
}

function carrying(room: PostRoom): void {
  it('brings what a transaction posted into the queues that it is for, as it was posted', async () => {
    const office = await room.start();
    const command = message('till-1', 'Zoë "Z" Ångström 🧾', {
      causationId: nextId(),
      replyTo: { queue: 'ledgers', saga: 'ledgers.closing', key: 'ledger-1', token: 'open:do:1' },
      operationId: nextId(),
    });
    await office.post(...to(TILLS, command), ...to('ledgers', message('ledger-1', 'for the ledger')));
    const claimed = await eventually(
      () => room.bench.run((tx) => tx.mailbox.claim({ queues: [TILLS], limit: 10, share: 1 })),
      ({ length }) => length > 0,
      { withinMs: 120_000 },
    );
    expect(claimed.map(({ envelope }) => envelope)).toEqual([command]);
    await expect(room.receive(1, 'ledgers')).resolves.toEqual(['for the ledger']);
  });

  it('keeps the order of a key', async () => {
    const office = await room.start();
    const texts = numbers(60);
    await office.post(...to(TILLS, ...texts.slice(0, 40).map((text) => message('till-1', text))));
    for (const text of texts.slice(40)) await office.post(...to(TILLS, message('till-1', text)));
    await expect(room.receive(60)).resolves.toEqual(texts);
  });

  it('brings 1000 messages of many keys from transactions side by side, each once and in the order of its key', async () => {
    const office = await room.start();
    const keys = numbers(100);
    const writers = numbers(10).map((_, writer) =>
      postInTurn(office, keys.slice(writer * 10, writer * 10 + 10), 10),
    );
    await Promise.all(writers);
    const received = await room.receive(1_000);
    await office.post(...to(TILLS, message('till-1', 'last')));
    await expect(room.receive(1)).resolves.toEqual(['last']);
    for (const key of keys) {
      const ofKey = received.filter((text) => text.startsWith(`${key}:`));
      expect(ofKey).toEqual(numbers(10).map((text) => `${key}:${text}`));
    }
    expect(received).toHaveLength(1_000);
  });

  it('brings nothing of a transaction that is undone', async () => {
    const office = await room.start();
    await room.bench.undone((tx) => office.put(tx, to(TILLS, message('till-1', 'undone'))));
    office.transport.wake();
    await office.post(...to(TILLS, message('till-1', 'kept')));
    await expect(room.receive(1)).resolves.toEqual(['kept']);
  });

  it('brings a message once that is posted twice', async () => {
    const office = await room.start();
    const twice = message('till-1', 'once');
    await office.post(...to(TILLS, twice));
    await office.post(...to(TILLS, twice), ...to('ledgers', twice));
    await office.post(...to(TILLS, message('till-1', 'last')));
    await expect(room.receive(2)).resolves.toEqual(['once', 'last']);
    await expect(room.receive(1, 'ledgers')).resolves.toEqual(['once']);
  });

  it('brings what was posted before it was started', async () => {
    const office = room.hire();
    await office.post(...to(TILLS, message('till-1', 'early')));
    await office.transport.start({ queues: [TILLS] });
    await expect(room.receive(1)).resolves.toEqual(['early']);
  });

  it('has nothing left to carry when all has arrived', async () => {
    const office = await room.start();
    await office.post(...to(TILLS, ...numbers(20).map((text) => message('till-1', text))));
    await room.receive(20);
    await eventually(
      () => room.bench.run((tx) => tx.outbox.depth()),
      ({ waiting }) => waiting === 0,
      { withinMs: 120_000 },
    );
  });

  it('does not hide a message for a queue that nobody has, and brings the others', async () => {
    const office = await room.start();
    const lost = message('till-1', 'for nobody');
    await office.post(...to('nowhere', lost), ...to(TILLS, message('till-1', 'for a till')));
    await expect(room.receive(1)).resolves.toEqual(['for a till']);
    const seen = await eventually(
      () => room.bench.run(async ({ mailbox }) => [await mailbox.depths(), await mailbox.deadLetters(10)]),
      (places) => places.flat().some(({ queue }) => queue === 'nowhere'),
      { withinMs: 120_000 },
    );
    expect(seen.flat()).toHaveLength(1);
  });

  it('says when it is well, and stops', async () => {
    const office = await room.start();
    await eventually(
      () => office.transport.health(),
      ({ up }) => up,
      { withinMs: 120_000 },
    );
    await office.transport.stop();
    expect(office.transport.health().detail).not.toBe('');
  });
}

function carryingTogether(room: PostRoom): void {
  it('keeps the order of a key to which they post in turn', async () => {
    const offices = [await room.start(), await room.startAnother()];
    const texts = numbers(100);
    for (const [index, text] of texts.entries()) {
      await offices[index % 2]!.post(...to(TILLS, message('till-1', text)));
    }
    await expect(room.receive(100)).resolves.toEqual(texts);
  });

  it('brings what both post at once, each once', async () => {
    const offices = [await room.start(), await room.startAnother()];
    const keys = numbers(40);
    await Promise.all([
      postInTurn(offices[0]!, keys.slice(0, 20), 10),
      postInTurn(offices[1]!, keys.slice(20), 10),
    ]);
    const received = await room.receive(400);
    for (const key of keys) {
      const ofKey = received.filter((text) => text.startsWith(`${key}:`));
      expect(ofKey).toEqual(numbers(10).map((text) => `${key}:${text}`));
    }
  });

  it('goes on when one of them stops', async () => {
    const [first, second] = [await room.start(), await room.startAnother()];
    await first.post(...to(TILLS, message('till-1', 'by both')));
    await expect(room.receive(1)).resolves.toEqual(['by both']);
    await first.transport.stop();
    await second.post(...to(TILLS, message('till-1', 'by one')));
    await expect(room.receive(1)).resolves.toEqual(['by one']);
  });
}

/** Posts so many messages for each of the keys, a few in each transaction. */
async function postInTurn(office: PostingProcess, keys: readonly string[], count: number): Promise<void> {
  for (const number of numbers(count)) {
    const round: Addressed[] = to(TILLS, ...keys.map((key) => message(`till-${key}`, `${key}:${number}`)));
    for (let first = 0; first < round.length; first += 3) await office.post(...round.slice(first, first + 3));
  }
}
