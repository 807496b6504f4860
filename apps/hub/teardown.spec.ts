import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';

import { Teardown } from './teardown.js';

describe('The teardown', () => {
  it('ends the last first, and waits for nobody longer than it was said', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line).msg) });
    const teardown = new Teardown(logger);
    const ended: string[] = [];
    const part = (name: string, end: Promise<void>) => ({
      value: name,
      stop: () => end.finally(() => ended.push(name)),
    });
    teardown.add('database', 5_000, part('database', Promise.resolve()));
    teardown.add('hanging part', 10, { value: '', stop: () => new Promise<void>(() => undefined) });
    teardown.add('failing part', 5_000, part('failing part', Promise.reject(new Error('no'))));

    await teardown.run();
    expect(ended).toEqual(['failing part', 'database']);
    expect(lines).toEqual([
      'The failing part did not stop cleanly',
      'The hanging part did not end within 10 ms, and is left',
    ]);
  });
});
