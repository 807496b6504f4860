import { describe, expect, it, jest } from '@jest/globals';
import { Unavailable } from '#kernel';
import { MemoryStoreDatabase } from '../adapters/memory/memory-store-database.js';
import { openNode, redeeming } from '#testing/store-node';
import { noNeeds } from '../ports/store-database.js';
import { writerCompliance } from './writer.compliance.js';
import { NodeBusy } from './writer.js';

writerCompliance('memory', async () => {
  let disk = new MemoryStoreDatabase().image;
  let last: MemoryStoreDatabase | undefined;
  return {
    async open() {
      disk = last?.image ?? disk;
      last = new MemoryStoreDatabase(disk);
      return last;
    },
    drop: async () => undefined,
  };
});

describe('The writer with a card at hand', () => {
  it('decides without a look at the disk, and with one on a request that came before', async () => {
    const database = new MemoryStoreDatabase();
    const writer = await openNode(database);
    const read = jest.spyOn(database, 'load');
    const first = await writer.decide(redeeming('r-1', 100), true);
    expect(read.mock.calls.map(([needs]) => needs)).toEqual([{ ...noNeeds, allowances: [] }]);
    expect(await writer.decide(redeeming('r-1', 100), true)).toEqual(first);
    expect(read).toHaveBeenCalledWith(
      expect.objectContaining({ requests: [{ till: 'till-1', requestId: 'r-1' }] }),
    );
  });
});

describe('The writer whose disk fails', () => {
  it('tells nobody anything that a commit which failed had added, and goes on from the disk', async () => {
    const database = new MemoryStoreDatabase();
    const writer = await openNode(database);
    database.failNextCommit('before-flush');
    await expect(writer.decide(redeeming('r-1', 2_000), true)).rejects.toThrow(Unavailable);
    expect(await writer.decide(redeeming('r-2', 2_000), true)).toMatchObject({
      approval: { backedMinor: 2_000 },
    });
    expect(await database.chain(0, 10)).toHaveLength(1);
  });

  it('finds what an unknown commit had written, when the till asks again', async () => {
    const database = new MemoryStoreDatabase();
    const writer = await openNode(database);
    database.failNextCommit('after-flush');
    await expect(writer.decide(redeeming('r-1', 2_000), true)).rejects.toThrow(Unavailable);
    expect(await writer.decide(redeeming('r-1', 2_000), true)).toMatchObject({
      approval: { backedMinor: 2_000 },
    });
    expect(await database.chain(0, 10)).toHaveLength(1);
  });

  it('says that it is down, and works again when it is up', async () => {
    const database = new MemoryStoreDatabase();
    const writer = await openNode(database);
    database.down(true);
    await expect(writer.decide(redeeming('r-1', 100), true)).rejects.toThrow(Unavailable);
    database.down(false);
    expect(await writer.decide(redeeming('r-1', 100), true)).toMatchObject({ outcome: 'approved' });
  });

  it('takes on no more than it can bear', async () => {
    const writer = await openNode(new MemoryStoreDatabase());
    await new Promise(setImmediate);
    const asked = Array.from({ length: 2_200 }, (_, at) =>
      writer.decide(redeeming(`r-${at}`, 1), true).catch((error: unknown) => error),
    );
    const busy = (await Promise.all(asked)).filter((each) => each instanceof NodeBusy);
    // One is at work, and 2,000 wait.
    expect(busy).toHaveLength(199);
  });
});
