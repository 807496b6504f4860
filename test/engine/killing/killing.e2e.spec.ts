import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import { type FreshDatabase, freshDatabase } from '#testing/servers';
import { EngineRoom, envelopeOf } from '../engine-room.js';
import { FATAL, Note } from './killing-counters.js';

const ENTRY = join('dist', 'test', 'engine', 'killing', 'main.js');
const NEIGHBOURS = Array.from({ length: 30 }, (_, n) => `neighbour-${n}`);

const note = (counterId: string, text: string) => envelopeOf(new Note({ counterId, text }), counterId);

describe('A message that ends the process that handles it', () => {
  let fresh: FreshDatabase;
  let room: EngineRoom;
  let worker: ChildProcess | undefined;
  let deaths = 0;
  let isOver = false;

  beforeEach(async () => {
    if (!existsSync(ENTRY)) throw new Error(`${ENTRY} is missing: npm run build makes it`);
    fresh = await freshDatabase();
    room = await EngineRoom.open(fresh.url);
  });

  afterEach(async () => {
    isOver = true;
    const ended = new Promise((resolve) => worker?.once('exit', resolve));
    if (worker?.kill('SIGKILL')) await ended;
    await room.close();
    await fresh.drop();
  });

  /** As a supervisor does: one that ends is started again. */
  const supervise = (): void => {
    worker = spawn(process.execPath, [ENTRY, fresh.url], { stdio: ['ignore', 'inherit', 'inherit'] });
    worker.once('exit', () => {
      if (isOver) return;
      deaths += 1;
      supervise();
    });
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
    supervise();
    await eventually(
      () => room.ask('select queue, key from countersign.message'),
      (left) => left.length === 0,
      { withinMs: 240_000 },
    );
    await expect(room.deadLetters()).resolves.toMatchObject([
      { reason: 'kills-its-process', envelope: { id: poison.id } },
    ]);
    expect(deaths).toBe(3);
    const rows = await room.ask<{ stream: string; texts: string[] }>(
      `select stream, array_agg(data ->> 'text' order by stream_version) as texts
        from countersign.event group by stream`,
    );
    const texts = Object.fromEntries(rows.map((each) => [each.stream.replace(/^.*\//, ''), each.texts]));
    expect(texts).toEqual({
      poisoned: ['before', 'behind'],
      ...Object.fromEntries(NEIGHBOURS.map((each) => [each, ['1', '2']])),
    });
  }, 300_000);
});
