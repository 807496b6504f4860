import { statusOf } from '#kernel';

import { calm, disturbing, type Move } from './move.js';
import type { Participants } from './options.js';
import type { Simulator } from './simulator.js';
import { sagaTook } from './story.js';
import { isUnderWay, type World } from './world.js';

/** What people do: they decide, resume what is stuck, replay dead letters, and whatever else may happen. */
export function humanMoves<P extends Participants>(simulator: Simulator<P>, world: World): Move[] {
  return [
    ...decisions(simulator, world),
    ...resumes(simulator, world),
    ...replays(world),
    ...happenings(simulator, world),
  ];
}

function decisions<P extends Participants>(simulator: Simulator<P>, world: World): Move[] {
  return world.instance.pending
    .filter(({ kind }) => kind === 'person')
    .flatMap(({ path: step }) =>
      [true, false].map((approved) => {
        const input = { kind: 'decision', step, approved, by: 'a person', reason: 'because' } as const;
        const make = () => sagaTook(input, simulator.give(world, input));
        return approved ? calm(`${step} approved`, make) : disturbing(`${step} rejected`, make);
      }),
    );
}

function resumes<P extends Participants>(simulator: Simulator<P>, world: World): Move[] {
  if (statusOf(world.instance) !== 'stuck' || world.resumesLeft === 0) return [];
  const input = { kind: 'resume', by: 'an operator', reason: 'repaired' } as const;
  const next = { ...world, resumesLeft: world.resumesLeft - 1 };
  const make = () => sagaTook(input, simulator.give(next, input));
  return [isUnderWay(world) ? disturbing('resume', make) : calm('resume', make)];
}

function replays(world: World): Move[] {
  return world.buried.map((work, n) =>
    disturbing(`replay ${n}`, () => {
      const copies = world.copies + 1;
      return {
        world: {
          ...world,
          copies,
          buried: world.buried.filter((each) => each !== work),
          work: { ...world.work, [`copy replayed#${copies}`]: [work] },
        },
        told: () => `an operator replays the dead letter ${work.message.type}`,
      };
    }),
  );
}

/** Usual only when the saga waits for just that. */
function happenings<P extends Participants>(simulator: Simulator<P>, world: World): Move[] {
  return world.ahead.flatMap((index) => {
    const message = simulator.options.happenings?.[index];
    if (!message) return [];
    const isAwaited = world.instance.pending.some(
      (each) => each.kind === 'event' && each.event === message.type,
    );
    const make = () => ({
      world: simulator.happen({ ...world, ahead: world.ahead.filter((each) => each !== index) }, message),
      told: () => `from outside: ${message.type}`,
    });
    return [{ label: `happening ${index}`, disturbs: !isAwaited, make }];
  });
}
