import { describe, expect, it } from '@jest/globals';
import { Unavailable } from '#kernel';

import { Overloaded } from './failures.js';
import { GroupCommit } from './group-commit.js';

const LIMITS = { batchMax: 3, waitingMax: 5 };

interface Answered {
  readonly to: string;
}

/** Commits when it is told to, and remembers which requests went together. */
function slowCommit(answer: (requests: readonly string[]) => readonly Answered[] = echo) {
  const batches: (readonly string[])[] = [];
  const commits: (() => void)[] = [];
  const commit = async (requests: readonly string[]) => {
    batches.push(requests);
    await new Promise<void>((resolve) => commits.push(resolve));
    return answer(requests);
  };
  const commitAll = async () => {
    for (let commitNow = commits.shift(); commitNow; commitNow = commits.shift()) {
      commitNow();
      // The next batch begins in later microtasks.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { batches, commitAll, group: new GroupCommit(commit, LIMITS) };
}

const echo = (requests: readonly string[]): Answered[] => requests.map((to) => ({ to }));

describe('Group commit', () => {
  it('commits a single request at once', async () => {
    const { batches, commitAll, group } = slowCommit();
    const answer = group.submit('a');
    expect(batches).toEqual([['a']]);
    await commitAll();
    await expect(answer).resolves.toEqual({ to: 'a' });
  });

  it('gathers what comes while a commit is under way, in bounded batches', async () => {
    const { batches, commitAll, group } = slowCommit();
    const answers = ['a', 'b', 'c', 'd', 'e'].map((each) => group.submit(each));
    await commitAll();
    expect(batches).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
    expect(await Promise.all(answers)).toEqual(echo(['a', 'b', 'c', 'd', 'e']));
  });

  it('refuses more than may wait, and takes requests again later', async () => {
    const { commitAll, group } = slowCommit();
    const accepted = ['a', 'b', 'c', 'd', 'e', 'f'].map((each) => group.submit(each));
    await expect(group.submit('g')).rejects.toBeInstanceOf(Overloaded);
    await commitAll();
    await Promise.all(accepted);
    const later = group.submit('h');
    await commitAll();
    await expect(later).resolves.toEqual({ to: 'h' });
  });

  it('tries each alone when one among them is bad', async () => {
    const { batches, commitAll, group } = slowCommit((requests) => {
      if (requests.includes('bad')) throw new Error('cannot be kept');
      return echo(requests);
    });
    const answers = Promise.allSettled(['a', 'b', 'bad', 'c'].map((each) => group.submit(each)));
    await commitAll();
    expect(batches).toEqual([['a'], ['b', 'bad', 'c'], ['b'], ['bad'], ['c']]);
    expect((await answers).map((each) => each.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  it('keeps nobody waiting for one attempt each when the database is away', async () => {
    const { batches, commitAll, group } = slowCommit(() => {
      throw new Unavailable('no connection');
    });
    const answers = Promise.allSettled(['a', 'b', 'c'].map((each) => group.submit(each)));
    await commitAll();
    expect(batches).toEqual([['a'], ['b', 'c']]);
    expect((await answers).map((each) => each.status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('rejects a request that was given no answer', async () => {
    const { commitAll, group } = slowCommit(() => []);
    const answers = Promise.allSettled([group.submit('a')]);
    await commitAll();
    const reason = new Error('0 answers for 1 requests');
    expect(await answers).toEqual([{ status: 'rejected', reason }]);
  });
});
