import { type FreshDatabase, freshDatabase } from '#testing/servers';
import { afterEach, beforeEach } from '@jest/globals';
import { EngineRoom } from './engine-room.js';

/** One engine room for all tests of a file: each finds it on an empty database, with no engines. */
export function freshEngineRoom(): EngineRoom {
  const room = new EngineRoom();
  let fresh: FreshDatabase;

  beforeEach(async () => {
    fresh = await freshDatabase();
    await room.open(fresh.url);
  });

  afterEach(async () => {
    await room.close();
    await fresh.drop();
  });

  return room;
}
