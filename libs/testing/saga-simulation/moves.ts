import { timersOf } from '#kernel';

import type { Participants } from './options.js';
import { humanMoves } from './human-moves.js';
import { calm, disturbing, type Move, type Moved } from './move.js';
import type { Simulator } from './simulator.js';
import { sagaTook, workTold } from './story.js';
import { isUnderWay, put, taken, type Work, type World } from './world.js';

/** All that can happen next, calm moves first; the first of them is the usual one. */
export function movesFrom<P extends Participants>(simulator: Simulator<P>, world: World): Move[] {
  const moves = [
    ...Object.keys(world.inputs).flatMap((lane) => inputMoves(simulator, world, lane)),
    ...Object.keys(world.work).flatMap((lane) => workMoves(simulator, world, lane)),
    ...humanMoves(simulator, world),
    ...timerMoves(simulator, world),
  ];
  return [...moves.filter(({ disturbs }) => !disturbs), ...moves.filter(({ disturbs }) => disturbs)];
}

const isCopy = (lane: string): boolean => lane.startsWith('copy ');

/** A participant takes what is first in its lane, or something goes wrong with that. */
function workMoves<P extends Participants>(simulator: Simulator<P>, world: World, lane: string): Move[] {
  const [work] = world.work[lane] ?? [];
  if (!work) return [];
  const { answers, getsCopies, isOutside } = simulator.participant(work.participant);
  const without = { ...world, work: taken(world.work, lane) };
  const [usual, ...others] = simulator.turnsOf(world, work);
  if (!usual) throw new Error(`${work.participant} has no turn for ${work.message.type}`);
  const take = (turn: typeof usual) => () => ({
    world: simulator.commit(without, work, turn),
    told: () => workTold(work, isCopy(lane) ? 'takes a copy of' : 'takes', turn),
  });
  const crash = () => ({
    world: simulator.commit(world, work, usual, false),
    told: () =>
      workTold(work, 'does what it is asked, crashes before it can say so, and will be asked again:'),
  });
  const isAsked = work.token !== undefined && work.message.kind === 'command';
  return [
    calm(`${lane} takes`, take(usual)),
    ...others.map((turn, n) => disturbing(`${lane} takes it in way ${n + 2}`, take(turn))),
    ...(isOutside ? [disturbing(`${lane} crashes`, crash)] : []),
    ...(isCopy(lane) || !getsCopies
      ? []
      : [disturbing(`${lane} gets a copy`, () => copyOf(world, lane, work))]),
    ...(isAsked && answers === 'perhaps'
      ? [
          disturbing(`${lane} never takes`, () => ({
            world: without,
            told: () => workTold(work, 'never gets to'),
          })),
        ]
      : []),
    ...(isAsked ? [disturbing(`${lane} cannot take`, () => buried(without, work))] : []),
  ];
}

/** What comes again comes in a lane of its own, so at any time. */
function copyOf(world: World, lane: string, work: Work): Moved {
  const copies = world.copies + 1;
  const copied = { ...world, copies, work: put(world.work, `copy ${lane}#${copies}`, work) };
  return { world: copied, told: () => workTold(work, 'will also get a copy of') };
}

function buried(world: World, work: Work): Moved {
  const { token = '' } = work;
  const reason = 'it has failed too often';
  const input = { kind: 'undeliverable', token, reason } as const;
  const next = {
    ...world,
    buried: [...world.buried, work],
    inputs: put(world.inputs, `dead letter ${token}`, input),
  };
  return {
    world: next,
    told: () => workTold(work, 'fails too often to handle, so it becomes a dead letter:'),
  };
}

/** The saga takes what is first in a lane, or something goes wrong with that. */
function inputMoves<P extends Participants>(simulator: Simulator<P>, world: World, lane: string): Move[] {
  const [input] = world.inputs[lane] ?? [];
  if (!input) return [];
  const without = { ...world, inputs: taken(world.inputs, lane) };
  const take = () => sagaTook(input, simulator.give(without, input));
  const copy = () => {
    const copies = world.copies + 1;
    const copied = { ...world, copies, inputs: put(world.inputs, `copy ${lane}#${copies}`, input) };
    return { world: copied, told: () => `${said(input)} will come twice` };
  };
  const said = ({ kind }: typeof input) =>
    input.kind === 'reply' || input.kind === 'event' || input.kind === 'start'
      ? input.message.type
      : `the ${kind}`;
  const lost = () => ({ world: without, told: () => `the answer ${said(input)} is lost` });
  const sender = lane.replace(/^from /, '').split('/')[0] ?? '';
  const mayBeLost = input.kind === 'reply' && simulator.options.participants[sender]?.answers === 'perhaps';
  return [
    calm(`saga takes ${lane}`, take),
    ...(isCopy(lane) ? [] : [disturbing(`saga gets a copy ${lane}`, copy)]),
    ...(mayBeLost ? [disturbing(`saga loses ${lane}`, lost)] : []),
  ];
}

/** Time passes until the next timers: they go off at once, or reach the saga later than that. */
function timerMoves<P extends Participants>(simulator: Simulator<P>, world: World): Move[] {
  const timers = [...timersOf(world.instance)];
  const next = Math.min(...timers.map(([, dueAt]) => dueAt));
  // While something is under way, or somebody may decide, it is unusual that nothing comes before the timer.
  const isHasty = isUnderWay(world) || world.instance.pending.some(({ kind }) => kind === 'person');
  return timers
    .filter(([, dueAt]) => dueAt === next)
    .flatMap(([token]) => {
      const input = { kind: 'timer', token } as const;
      const then = { ...world, now: Math.max(world.now, next) };
      const fire = () => sagaTook(input, simulator.give(then, input));
      const slow = () => ({
        world: { ...then, inputs: put(then.inputs, `timer ${token}`, input) },
        told: () => `the timer of "${token.split(':')[0] ?? ''}" goes off, but does not reach the saga yet`,
      });
      const isSet = Object.hasOwn(world.inputs, `timer ${token}`);
      return [
        { label: `timer ${token}`, disturbs: isHasty, make: fire },
        ...(isUnderWay(world) && !isSet ? [disturbing(`slow timer ${token}`, slow)] : []),
      ];
    });
}
