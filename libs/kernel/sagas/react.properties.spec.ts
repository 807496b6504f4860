import { describe, expect, it } from '@jest/globals';
import {
  array,
  assert,
  boolean,
  constant,
  dictionary,
  nat,
  oneof,
  option,
  property,
  record,
} from 'fast-check';

import { model, simulate, type Turn } from '#testing/saga-simulation';

import type { Message } from '../messages/message.js';
import { problemsOf } from './check.js';
import type { SagaDefinition } from './definition.js';
import { exponential } from './retry-policy.js';
import {
  BellRang,
  Busy,
  Cancel,
  Close,
  Closed,
  Do,
  Done,
  Impossible,
  Undo,
  Undone,
  WorkBegun,
} from './sample-messages.js';
import { begun, calledOff, run, type SampleState, started } from './sample-process.js';
import type { Unsent } from './step-builder.js';

type Builder = ReturnType<typeof begun>;

// ---- any saga ----

const anyTraits = record({
  wanted: boolean(),
  undoable: boolean(),
  cancellable: boolean(),
  timed: boolean(),
  retried: boolean(),
});
type Traits = Parameters<Parameters<typeof anyTraits.map>[0]>[0];

const anyNode = oneof(
  { weight: 3, arbitrary: record({ kind: constant('step' as const), traits: anyTraits }) },
  {
    weight: 2,
    arbitrary: record({
      kind: constant('parallel' as const),
      branches: array(anyTraits, { minLength: 2, maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: record({ kind: constant('each' as const), traits: anyTraits, items: nat(3) }),
  },
  { weight: 1, arbitrary: record({ kind: constant('person' as const) }) },
  { weight: 1, arbitrary: record({ kind: constant('event' as const) }) },
  { weight: 1, arbitrary: record({ kind: constant('time' as const) }) },
);
type Node = Parameters<Parameters<typeof anyNode.map>[0]>[0];

const anyPlan = record({
  before: array(anyNode, { minLength: 1, maxLength: 4 }),
  after: option(array(anyNode, { maxLength: 3 }), { nil: undefined }),
  hasDeadline: boolean(),
});
type Plan = Parameters<Parameters<typeof anyPlan.map>[0]>[0];

const receiptOf = (what: string) => `receipt of ${what}`;

function command<Item>(traits: Traits, isForward: boolean, whatOf: (item: Item) => string) {
  const { undoable, cancellable, timed, retried, wanted } = traits;
  return (step: Unsent<SampleState, Item>) => {
    const sent = step
      .send(Do, (_, item) => ({ run, what: whatOf(item) }))
      .on(Done, ({ what, receipt }, { receipts }) => ({ receipts: { ...receipts, [what]: receipt } }))
      .noteOn(WorkBegun, () => 'work has begun')
      .when(() => wanted);
    const patient = retried
      ? sent.retryOn(Busy).retry(exponential({ first: '1s', max: '5s', attempts: 3 }))
      : sent;
    const hurried = timed ? patient.within('10s') : patient;
    if (isForward) return hurried;
    if (!undoable) return hurried.nothingToUndo('it leaves no trace');
    const undone = hurried.undo(Undo, ({ receipts = {} }, item) => ({
      run,
      what: whatOf(item),
      receipt: receipts[whatOf(item)] ?? 'none',
    }));
    return cancellable ? undone.cancel(Cancel, (_, item) => ({ run, what: whatOf(item) })) : undone;
  };
}

function withNode(builder: Builder, node: Node, name: string, isForward: boolean): Builder {
  switch (node.kind) {
    case 'step':
      return builder.step(
        name,
        command(node.traits, isForward, () => name),
      );
    case 'parallel':
      return builder.parallel(name, (group) =>
        node.branches.reduce(
          (all, traits, n) =>
            all.step(
              `${name}-${n}`,
              command(traits, isForward, () => `${name}-${n}`),
            ),
          group.step(
            `${name}-x`,
            command({ ...ALWAYS, wanted: true }, isForward, () => `${name}-x`),
          ),
        ),
      );
    case 'each': {
      const items = Array.from({ length: node.items }, (_, n) => `${name}-${n}`);
      return builder.forEach(
        name,
        () => items,
        command(node.traits, isForward, (item: string) => item),
      );
    }
    case 'person':
      return builder.awaitPerson(name, { permission: 'samples:approve', within: '1d' });
    case 'event':
      return builder.awaitEvent(name, BellRang, { by: ({ data }) => data.run, within: '1h' });
    case 'time':
      return builder.awaitTime(name, (_, nowMs) => nowMs + 5_000);
  }
}

const ALWAYS: Traits = { wanted: true, undoable: true, cancellable: true, timed: true, retried: false };

function definitionOf({ before, after, hasDeadline }: Plan): SagaDefinition {
  const start: Builder = hasDeadline ? begun().deadline('30m') : begun();
  const backward = before.reduce((builder, node, n) => withNode(builder, node, `b${n}`, false), start);
  if (!after) return backward.build();
  const pivoted: Builder = backward.pivot(
    'pivot',
    command(ALWAYS, true, () => 'pivot'),
  );
  return after.reduce((builder, node, n) => withNode(builder, node, `a${n}`, true), pivoted).build();
}

// ---- any participants ----

const anyMoods = dictionary(
  oneof(...['b0', 'b1', 'b2', 'b3', 'a0', 'a1', 'b0-0', 'b1-0', 'b1-1', 'a0-0', 'pivot'].map(constant)),
  record({ busy: nat(2), impossible: nat(1), stubborn: nat(2), progress: boolean() }),
  { maxKeys: 4 },
);
type Moods = Parameters<Parameters<typeof anyMoods.map>[0]>[0];
type Mood = Moods[string];
type Effects = Readonly<Record<string, 'done' | 'undone' | 'prevented'>>;

interface Workshop {
  readonly effects: Effects;
  readonly moods: Readonly<Moods>;
  /** What should never have been asked. */
  readonly outrages: readonly string[];
}

const even: Mood = { busy: 0, impossible: 0, stubborn: 0, progress: false };

/** Does things once by their names, remembers what was taken back, and is busy, refuses or is stubborn at times. */
const workshopOf = (moods: Moods, mayBeSilent: boolean) => {
  const state: Workshop = { effects: {}, moods, outrages: [] };
  return model({
    takes: [Do, Undo, Cancel, Close],
    state,
    // What it has refused it may do later, so it relies on the engine to bring each message once.
    getsCopies: false,
    answers: mayBeSilent ? 'perhaps' : 'always',
    take(workshop, message): Turn<Workshop> {
      if (message instanceof Close) return { state: workshop, answers: [new Closed({ run })] };
      const { what } = message.data;
      const mood = workshop.moods[what] ?? even;
      const after = message instanceof Do ? doing(workshop, what, mood) : takingBack(workshop, message, mood);
      return mood.progress ? { ...after, answers: [new WorkBegun({ run, what }), ...after.answers] } : after;
    },
  });
};

type Turned = Turn<Workshop> & { readonly answers: readonly Message[] };

function doing(workshop: Workshop, what: string, mood: Mood): Turned {
  const { effects, moods } = workshop;
  const effect = effects[what];
  const less = (change: Partial<Mood>) => ({
    ...workshop,
    moods: { ...moods, [what]: { ...mood, ...change } },
  });
  if (effect === 'undone' || effect === 'prevented') {
    return { state: workshop, answers: [new Impossible({ run, what })] };
  }
  // Nothing takes back a pivot, so what it has refused it must refuse for good.
  if (effect === undefined && mood.busy > 0 && what !== 'pivot') {
    return { state: less({ busy: mood.busy - 1 }), answers: [new Busy({ run, what })] };
  }
  if (effect === undefined && mood.impossible > 0) {
    const isFinal = !what.startsWith('a');
    const refused: Effects = isFinal ? { ...effects, [what]: 'prevented' } : effects;
    return {
      state: { ...less({ impossible: mood.impossible - 1 }), effects: refused },
      answers: [new Impossible({ run, what })],
    };
  }
  const done: Effects = { ...effects, [what]: 'done' };
  return {
    state: { ...workshop, effects: done },
    answers: [new Done({ run, what, receipt: receiptOf(what) })],
  };
}

function takingBack(workshop: Workshop, message: Undo | Cancel, mood: Mood): Turned {
  const { effects, moods, outrages } = workshop;
  const { what } = message.data;
  const effect = effects[what];
  const isBlind = message instanceof Undo && message.data.receipt !== receiptOf(what);
  const heard = isBlind
    ? { ...workshop, outrages: [...outrages, `${what} was undone without its receipt`] }
    : workshop;
  if (mood.stubborn > 0) {
    const softer = { ...moods, [what]: { ...mood, stubborn: mood.stubborn - 1 } };
    return { state: { ...heard, moods: softer }, answers: [new Busy({ run, what })] };
  }
  const never = effect === undefined || effect === 'prevented';
  const after: Effects = { ...effects, [what]: never ? 'prevented' : 'undone' };
  return { state: { ...heard, effects: after }, answers: [new Undone({ run, what })] };
}

const undoableNames = ({ before }: Plan): Set<string> =>
  new Set(
    before.flatMap((node, n) => {
      switch (node.kind) {
        case 'step':
          return node.traits.undoable ? [`b${n}`] : [];
        case 'each':
          return node.traits.undoable ? Array.from({ length: node.items }, (_, m) => `b${n}-${m}`) : [];
        case 'parallel':
          return [`b${n}-x`, ...node.branches.flatMap(({ undoable }, m) => (undoable ? [`b${n}-${m}`] : []))];
        default:
          return [];
      }
    }),
  );

/** A step without a time limit would wait for ever for an answer that is lost. */
const isAllTimed = ({ before, after = [] }: Plan): boolean =>
  [...before, ...after].every((node) => {
    if (node.kind === 'parallel') return node.branches.every(({ timed }) => timed);
    return !('traits' in node) || node.traits.timed;
  });

describe('Any saga, whatever the bus, the participants and people do,', () => {
  const ends = new Map<string, number>();
  const anyStory = record({ plan: anyPlan, moods: anyMoods, seed: nat(), mayBeCalledOff: boolean() });

  it('ends completed, compensated or stuck, undoes each thing once, and nothing that was not done', () => {
    assert(
      property(anyStory, ({ plan, moods, seed, mayBeCalledOff }) => {
        const definition = definitionOf(plan);
        expect(problemsOf(definition)).toEqual([]);
        const canBeUndone = undoableNames(plan);
        const bells = [1, 2, 3].map((times) => new BellRang({ run, times }));
        const report = simulate(definition, {
          starts: [started],
          participants: { workshop: workshopOf(moods, isAllTimed(plan)) },
          happenings: mayBeCalledOff ? [...bells, calledOff] : bells,
          budget: { states: 0, walks: 4, seed },
          resumes: 20,
          always: {
            'nothing is asked that should never be asked': ({ participants: { workshop } }) =>
              workshop.outrages.length === 0 || workshop.outrages.join(', '),
          },
          atRest: {
            'all is done, or nothing is left': ({ status, participants: { workshop } }) => {
              const done = Object.keys(workshop.effects).filter((name) => workshop.effects[name] === 'done');
              if (status === 'completed') return !Object.values(workshop.effects).includes('undone');
              return status !== 'compensated' || !done.some((name) => canBeUndone.has(name));
            },
            'only what is accepted is completed': ({ status, participants: { workshop } }) =>
              plan.after === undefined ||
              status === 'stuck' ||
              (workshop.effects.pivot === 'done') === (status === 'completed'),
          },
        });
        for (const [end, times] of Object.entries(report.ends)) ends.set(end, (ends.get(end) ?? 0) + times);
      }),
      { numRuns: 200 },
    );
    // Both ends, each often enough, or the property says little.
    expect(Math.min(ends.get('completed') ?? 0, ends.get('compensated') ?? 0)).toBeGreaterThan(50);
  });
});
