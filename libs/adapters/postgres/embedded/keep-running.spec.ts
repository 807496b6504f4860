import { describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import { pino } from 'pino';

import { keepRunning, type Restartable } from './keep-running.js';

/** A server that ends when it is told to, and may refuse to start. */
class FrailServer implements Restartable {
  starts = 0;
  refusals = 0;
  private end = (): void => undefined;
  private whenEnded = this.run();

  ended(): Promise<void> {
    return this.whenEnded;
  }

  async start(): Promise<void> {
    if (this.refusals-- > 0) throw new Error('The disk is full');
    this.starts += 1;
    this.whenEnded = this.run();
  }

  die(): void {
    this.end();
  }

  private run(): Promise<void> {
    return new Promise((resolve) => (this.end = resolve));
  }
}

function watched() {
  const server = new FrailServer();
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line).msg) });
  return { server, lines, leave: keepRunning('The database', server, logger) };
}

describe('A server that is kept running', () => {
  it('is started again each time it ends, and as often as it takes', async () => {
    const { server, lines, leave } = watched();
    for (const starts of [1, 2]) {
      server.refusals = starts;
      server.die();
      await eventually(
        () => server.starts,
        (each) => each === starts,
        { withinMs: 120_000 },
      );
    }
    await leave();
    expect(lines.filter((line) => line === 'The database runs again')).toHaveLength(2);
    expect(lines.filter((line) => line.includes('does not start'))).toHaveLength(3);
  });

  it('stays down once it is left', async () => {
    const { server, lines, leave } = watched();
    const left = leave();
    server.die();
    await left;
    expect([server.starts, lines]).toEqual([0, []]);
  });
});
