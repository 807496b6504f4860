import { describe, expect, it } from '@jest/globals';
import { createMemoryDatabase, createMemoryTransport } from '#adapters/memory';
import { Unavailable } from '#kernel';
import { eventually } from '#testing';

import { DependencyWatch } from './dependency-watch.js';

describe('The watch over what a process needs', () => {
  it('says once that something is away, why, and once that it is back', async () => {
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    let isAway = false;
    const ping = async (): Promise<void> => {
      if (isAway) throw new Unavailable('nobody there');
    };
    const transport = {
      ...createMemoryTransport(),
      health: () => ({ up: !isAway, detail: 'RabbitMQ: connection refused' }),
    };
    const watch = new DependencyWatch({ ...createMemoryDatabase(), ping }, transport, {
      info: say,
      warn: say,
    });
    watch.start(1);
    const until = (count: number) =>
      eventually(
        () => lines.length,
        (seen) => seen === count,
        { withinMs: 120_000 },
      );
    isAway = true;
    await until(2);
    isAway = false;
    await until(4);
    await watch.stop();
    expect(lines).toEqual([
      'The database is away: no answer',
      'The transport is away: RabbitMQ: connection refused',
      expect.stringMatching(/^The database is back after \d+ s$/),
      expect.stringMatching(/^The transport is back after \d+ s$/),
    ]);
  });

  it('says what else is the matter while it is away', async () => {
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    let detail = 'RabbitMQ: till was deleted';
    const transport = { ...createMemoryTransport(), health: () => ({ up: false, detail }) };
    const watch = new DependencyWatch(createMemoryDatabase(), transport, { info: say, warn: say }, 0);
    watch.start(1);
    const last = (line: string) =>
      eventually(
        () => lines.at(-1),
        (seen) => seen === line,
        { withinMs: 120_000 },
      );
    await last('The transport is away: RabbitMQ: till was deleted');
    detail = 'RabbitMQ: till is of another kind';
    await last('The transport is still away: RabbitMQ: till is of another kind');
    await watch.stop();
    expect(lines).toHaveLength(2);
  });
});
