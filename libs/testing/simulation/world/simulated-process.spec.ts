import { describe, expect, it } from '@jest/globals';
import { Random } from './random.js';
import { Scheduler } from './scheduler.js';
import { SimulatedProcess } from './simulated-process.js';

describe('A pause of a simulated process', () => {
  const world = () => {
    const scheduler = new Scheduler(new Random('order'));
    const process = new SimulatedProcess('hub-1', 1, scheduler, new Random('chance'), () => 0);
    return {
      scheduler,
      process,
      pause: (ms: number) => process.surroundings.clock.after(ms, () => undefined),
    };
  };

  it('is a nap when it only looks for work again', () => {
    const { scheduler, pause } = world();
    pause(200);
    expect(scheduler.nextPressing()).toBeUndefined();
  });

  it('is none when the store has just failed it: it is to try again', () => {
    const { scheduler, process, pause } = world();
    process.hearsOfFailure();
    pause(200);
    expect(scheduler.nextPressing()).toBe(200);
  });

  it('is one again after that', async () => {
    const { scheduler, process, pause } = world();
    process.hearsOfFailure();
    pause(200);
    await scheduler.step();
    pause(200);
    expect(scheduler.nextPressing()).toBeUndefined();
  });
});
