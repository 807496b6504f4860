import { describe, expect, it } from '@jest/globals';
import { Unavailable } from '#kernel';

import { troubleLog } from './logger.js';

describe('The log of what goes wrong in the engine', () => {
  const logOf = (isAway: boolean) => {
    const lines: unknown[] = [];
    const warn = (_: unknown, line?: unknown) => void lines.push(line);
    return { lines, tell: troubleLog({ warn }, { missesDatabase: async () => isAway }) };
  };

  it('leaves it to the watch to say that the database is away', async () => {
    const { lines, tell } = logOf(true);
    await tell('The worker waits for the database', new Unavailable('connection refused'));
    expect(lines).toEqual([]);
  });

  it('says what fails although the database answers', async () => {
    const { lines, tell } = logOf(false);
    await tell('The worker waits for the database', new Unavailable('no space left on device'));
    expect(lines).toEqual(['The worker waits for the database']);
  });

  it('says what fails for other reasons while the database is away', async () => {
    const { lines, tell } = logOf(true);
    await tell('gift-cards.load-card failed', new Error('a mistake'));
    expect(lines).toEqual(['gift-cards.load-card failed']);
  });
});
