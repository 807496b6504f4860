import { describe, expect, it } from '@jest/globals';

import { purchaseSaga, purchasing } from '#contexts/purchasing';
import { SagaRegistry } from '#kernel';
import { recordHistory } from '#testing/saga-simulation';

import { bySomeOfBoth, cancel, participants, worthALook } from '../sagas/purchase-world.js';
import { goldenFiles, readGoldenFile, replay, told, writeGoldenFile } from './golden-file.js';

const HISTORIES = 40;

/** A new version of a saga gets a file of its own, once. The files of its older versions stay as they are. */
function recordUnlessThere(): boolean {
  const { name, version } = purchaseSaga;
  if (goldenFiles().some((file) => file.saga === name && file.version === version)) return false;
  const options = { starts: [bySomeOfBoth, worthALook], participants, happenings: [cancel] };
  const seeds = Array.from({ length: HISTORIES }, (_, n) => n + 1);
  writeGoldenFile(
    purchaseSaga,
    seeds.map((seed) => recordHistory(purchaseSaga, options, seed)),
  );
  return true;
}

const isNew = recordUnlessThere();
const sagas = new SagaRegistry(purchasing.processes ?? []);

describe('The golden histories', () => {
  it('are there for the present version of the purchase saga', () => {
    // They were recorded just now: look at them, and commit them with the new version.
    expect(isNew).toBe(false);
  });

  describe.each(goldenFiles())('of $name', (file) => {
    const histories = readGoldenFile(file);
    const definition = () => sagas.version(file.saga, file.version);

    it('tell of both ends, and of the way there', () => {
      const ends = histories.map(({ after }) => after.ended);
      expect(ends.filter((end) => end === 'completed').length).toBeGreaterThan(5);
      expect(ends.filter((end) => end === 'compensated').length).toBeGreaterThan(5);
    });

    it('go on as they went from an instance that was kept half way', () => {
      for (const { turns, midway, after } of histories) {
        const again = replay(definition(), midway.instance, turns.slice(midway.turns));
        expect(again.sent).toEqual(turns.slice(midway.turns).map(({ commands }) => commands.map(told)));
        expect(again.after).toEqual(after);
      }
    });

    it('do not go that way when a step changes and the version does not', () => {
      const { nodes, ...rest } = definition();
      const changed = { ...rest, nodes: nodes.filter(({ name: node }) => node !== 'hold cards') };
      const differs = histories.filter(({ before, turns }) => {
        const { sent } = replay(changed, before, turns);
        return JSON.stringify(sent) !== JSON.stringify(turns.map(({ commands }) => commands.map(told)));
      });
      expect(differs.length).toBeGreaterThan(5);
    });

    it('go as they went, command by command, through the definition of that version', () => {
      for (const { before, turns, after } of histories) {
        const again = replay(definition(), before, turns);
        expect(again.sent).toEqual(turns.map(({ commands }) => commands.map(told)));
        expect(again.after).toEqual(after);
      }
    });
  });
});
