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

import { type Participants, sagaSpecification, UnrulyBus } from '#testing';

import type { Message } from '../messages/message.js';
import { problemsOf } from './check.js';
import type { SagaDefinition } from './definition.js';
import type { SagaCommand } from './reaction.js';
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

type Told = ReturnType<typeof sagaSpecification>;
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

/** Does things once by their names, remembers what was taken back, and is busy, refuses or is stubborn at times. */
class Workshop implements Participants {
  readonly effects = new Map<string, 'done' | 'undone' | 'prevented'>();
  /** What should never be asked. */
  readonly outrages: string[] = [];
  private readonly bells = { left: 3 };
  private isCalledOff = false;

  constructor(
    private readonly told: Told,
    private readonly moods: Moods,
    private readonly mayBeCalledOff: boolean,
  ) {}

  keyOf({ message }: SagaCommand): string {
    return message instanceof Close ? 'close' : nameIn(message);
  }

  handle({ message }: SagaCommand): Message[] {
    if (message instanceof Close) return [new Closed({ run })];
    const what = nameIn(message);
    const answer = message instanceof Do ? this.do(what) : this.takeBack(message, what);
    return this.moods[what]?.progress ? [new WorkBegun({ run, what }), answer] : [answer];
  }

  happenings(): (() => void)[] {
    const decisions = this.people().flatMap((step) => [
      () => void this.told.decided(step, true),
      () => void this.told.decided(step, false),
    ]);
    const callOff = () => {
      this.isCalledOff = true;
      this.told.happened(calledOff);
    };
    return [
      ...decisions,
      ...(this.bells.left > 0 ? [() => this.ring()] : []),
      ...(this.mayBeCalledOff && !this.isCalledOff ? [callOff] : []),
    ];
  }

  /** What people do in the end when a saga waits for them. */
  help(): void {
    for (const step of this.people()) this.told.decided(step, true);
    if (this.told.why.some((why) => why.includes('waits for samples.bell-rang'))) this.ring();
  }

  private do(what: string): Message {
    const mood = this.moods[what];
    const effect = this.effects.get(what);
    if (effect === 'undone' || effect === 'prevented') return new Impossible({ run, what });
    if (effect === undefined && mood && mood.busy-- > 0) return new Busy({ run, what });
    if (effect === undefined && mood && mood.impossible-- > 0) return new Impossible({ run, what });
    this.effects.set(what, 'done');
    return new Done({ run, what, receipt: receiptOf(what) });
  }

  private takeBack(message: Message, what: string): Message {
    const effect = this.effects.get(what);
    if (message instanceof Undo) {
      if (effect === undefined || effect === 'prevented')
        this.outrages.push(`${what} was undone but not done`);
      if (message.data.receipt !== receiptOf(what))
        this.outrages.push(`${what} was undone without its receipt`);
    }
    const mood = this.moods[what];
    if (mood && mood.stubborn-- > 0) return new Busy({ run, what });
    this.effects.set(what, effect === undefined || effect === 'prevented' ? 'prevented' : 'undone');
    return new Undone({ run, what });
  }

  private ring(): void {
    this.bells.left -= 1;
    this.told.happened(new BellRang({ run, times: 1 }));
  }

  private people(): string[] {
    return this.told.why.flatMap((why) => /^"(.+)" waits for a person/.exec(why)?.[1] ?? []);
  }
}

const nameIn = ({ data }: Message): string => String(Reflect.get(Object(data), 'what'));

const firstAttempts = (told: Told, purpose: string): string[] =>
  told.commands.flatMap(({ token }) =>
    token.endsWith(`:${purpose}:1`) ? [token.replace(`:${purpose}:1`, '')] : [],
  );

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

describe('Any saga, whatever the bus, the participants and people do,', () => {
  const seen = new Map<string, number>();
  const anyStory = record({
    plan: anyPlan,
    moods: anyMoods,
    choices: array(nat(1_000), { maxLength: 60 }),
    mayBeCalledOff: boolean(),
  });

  it('ends completed or compensated, undoes each thing once, and nothing that was not done', () => {
    assert(
      property(anyStory, ({ plan, moods, choices, mayBeCalledOff }) => {
        const definition = definitionOf(plan);
        expect(problemsOf(definition)).toEqual([]);
        const told = sagaSpecification(definition).startedBy(started);
        const workshop = new Workshop(told, structuredClone(moods), mayBeCalledOff);
        new UnrulyBus(told, workshop).play(choices).settle(() => workshop.help());

        const isCompleted = told.status === 'completed';
        const effects = [...workshop.effects];
        const canBeUndone = undoableNames(plan);
        const isRight = ([name, effect]: [string, string]) =>
          isCompleted ? effect === 'done' : effect !== 'done' || !canBeUndone.has(name);
        expect(['completed', 'compensated']).toContain(told.status);
        expect(effects.filter((each) => !isRight(each))).toEqual([]);
        expect(workshop.outrages).toEqual([]);
        expect(plan.after === undefined || workshop.effects.has('pivot') === isCompleted).toBe(true);

        const undone = firstAttempts(told, 'undo');
        const cancelled = firstAttempts(told, 'cancel');
        const closed = firstAttempts(told, 'close');
        expect(new Set(undone).size).toBe(undone.length);
        expect(new Set(cancelled).size).toBe(cancelled.length);
        expect(closed).toHaveLength(isCompleted ? 0 : 1);
        expect(isCompleted ? [...undone, ...cancelled] : []).toEqual([]);
        const done = told.history.flatMap(({ what, step }) => (what === 'done' && step ? [step] : []));
        // What was given up for a while has no place in that order.
        const isInOrder = told.history.some(({ what }) => what === 'timed out') || isReverse(undone, done);
        expect(isInOrder).toBe(true);
        seen.set(told.status, (seen.get(told.status) ?? 0) + 1);
      }),
      { numRuns: 1_000 },
    );
    // Both ends, each often enough, or the property says little.
    expect(Math.min(seen.get('completed') ?? 0, seen.get('compensated') ?? 0)).toBeGreaterThan(50);
  });
});

const isReverse = (undone: readonly string[], done: readonly string[]): boolean => {
  const inOrder = done.filter((step) => undone.includes(step)).toReversed();
  return JSON.stringify(inOrder) === JSON.stringify(undone);
};
