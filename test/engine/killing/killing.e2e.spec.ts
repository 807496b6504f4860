import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import { envelopeOf } from '../engine-room.js';
import { freshEngineRoom } from '../fresh-engine-room.js';
import { FATAL, Note, OUTSIDE, Rung } from './killing-counters.js';
import { SupervisedWorker } from './supervised-worker.js';
import { waysToDie } from './ways-to-die.js';

const NEIGHBOURS = Array.from({ length: 30 }, (_, n) => `neighbour-${n}`);

const note = (counterId: string, text: string) => envelopeOf(new Note({ counterId, text }), counterId);
const rung = (counterId: string, text: string) => envelopeOf(new Rung({ counterId, text }), counterId);

describe('A message that ends the process that handles it', () => {
  let folder: string;
  let journal: string;
  let worker: SupervisedWorker;

  // Before the room's own, because hooks run in their order: the worker ends before its database.
  afterEach(async () => {
    await worker.stop();
    await rm(folder, { recursive: true });
  });

  const room = freshEngineRoom();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-killing-'));
    journal = join(folder, 'journal');
    worker = new SupervisedWorker([room.url, journal]);
  });

  const nothingLeft = () =>
    eventually(
      () => room.ask('select queue, key from countersign.message'),
      (left) => left.length === 0,
      { withinMs: 400_000 },
    );

  const notedTexts = async () => {
    const rows = await room.ask<{ stream: string; texts: string[] }>(
      `select stream, array_agg(data ->> 'text' order by stream_version) as texts
        from countersign.event group by stream`,
    );
    return Object.fromEntries(rows.map(({ stream, texts }) => [stream.replace(/^.*\//, ''), texts]));
  };

  it('is a dead letter after three of them, and all others are handled once', async () => {
    const poison = note('poisoned', FATAL);
    await room.deliverTo(
      'killing',
      note('poisoned', 'before'),
      ...NEIGHBOURS.map((each) => note(each, '1')),
      poison,
      note('poisoned', 'behind'),
      ...NEIGHBOURS.map((each) => note(each, '2')),
    );
    worker.start();
    await nothingLeft();
    await expect(room.deadLetters()).resolves.toMatchObject([
      { reason: 'kills-its-process', envelope: { id: poison.id } },
    ]);
    expect(worker.deaths).toBe(3);
    await expect(notedTexts()).resolves.toEqual({
      poisoned: ['before', 'behind'],
      ...Object.fromEntries(NEIGHBOURS.map((each) => [each, ['1', '2']])),
    });
  }, 500_000);

  it('is a dead letter after three of them outside of transactions, too, however it ends them', async () => {
    const ways = Object.keys(waysToDie);
    const poison = ways.map((way) => rung(`poisoned: ${way}`, way));
    const behind = ways.map((way) => rung(`poisoned: ${way}`, 'behind'));
    const neighbours = ['1', '2'].map((text) => NEIGHBOURS.map((each) => rung(each, text)));
    await room.deliverTo(OUTSIDE, ...neighbours.flat(), ...poison, ...behind);
    worker.start();
    await nothingLeft();
    const letters = await room.deadLetters();
    expect(letters.map(({ reason, queue }) => [reason, queue])).toEqual(
      poison.map(() => ['kills-its-process', OUTSIDE]),
    );
    expect(letters.map(({ envelope }) => envelope)).toEqual(
      expect.arrayContaining(poison.map(({ id }) => expect.objectContaining({ id }))),
    );
    await expect(notedTexts()).resolves.toEqual({
      ...Object.fromEntries(ways.map((way) => [`poisoned: ${way}`, ['behind']])),
      ...Object.fromEntries(NEIGHBOURS.map((each) => [each, ['1', '2']])),
    });
    const begun = (await readFile(journal, 'utf8')).trim().split('\n');
    for (const way of ways) {
      const times = begun.filter((text) => text === way).length;
      // The first time others may have ended the process before it.
      expect([2, 3]).toContain(times);
    }
  }, 500_000);
});
