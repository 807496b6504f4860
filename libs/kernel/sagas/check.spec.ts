import { describe, expect, it } from '@jest/globals';

import { InvalidDefinition } from '../failures.js';
import { problemsOf } from './check.js';
import type { SagaDefinition } from './definition.js';
import { SagaRegistry } from './registry.js';
import { exponential, pauseAfter } from './retry-policy.js';
import { Busy, Do, Done } from './sample-messages.js';
import { begun, forward, run, undoable } from './sample-process.js';

const named = (problem: string) => [`samples.process v1: ${problem}`];
const bare = (what: string) => (step: Parameters<Parameters<ReturnType<typeof begun>['step']>[1]>[0]) =>
  step.send(Do, () => ({ run, what })).on(Done);

describe('A definition of a saga', () => {
  it('is sound when every step before the pivot can be undone', () => {
    const sound = begun()
      .awaitPerson('approve', { permission: 'samples:approve', within: '2d' })
      .step('a', undoable('a'))
      .step('look', (step) => bare('look')(step).nothingToUndo('it only looks'))
      .pivot('pivot', forward('pivot'))
      .step('b', forward('b'))
      .build();
    expect(problemsOf(sound)).toEqual([]);
  });

  it.each<[string, SagaDefinition, string]>([
    ['no step', begun().build(), 'it has no step'],
    [
      'a step before the pivot that cannot be undone',
      begun().step('a', bare('a')).pivot('pivot', forward('pivot')).build(),
      'step "a" before the pivot has no undo, and does not say that there is nothing to undo',
    ],
    [
      'a step that cannot be undone, and no pivot',
      begun().step('a', bare('a')).build(),
      'step "a" before the pivot has no undo, and does not say that there is nothing to undo',
    ],
    [
      'a step of a group that cannot be undone',
      begun()
        .parallel('both', (both) => both.step('a', undoable('a')).step('b', bare('b')))
        .build(),
      'step "b" before the pivot has no undo, and does not say that there is nothing to undo',
    ],
    [
      'two points of no return',
      begun().pivot('one', forward('one')).pivot('two', forward('two')).build(),
      'it has 2 pivots; there is one point of no return',
    ],
    [
      'an undo that nothing would ever send',
      begun().pivot('pivot', forward('pivot')).step('a', undoable('a')).build(),
      'step "a" is after the pivot, so its undo can never run',
    ],
    [
      'a pivot that would be undone',
      begun().pivot('pivot', undoable('pivot')).build(),
      'the pivot "pivot" has an undo; nothing undoes a pivot',
    ],
    [
      'two steps of one name',
      begun().step('a', undoable('a')).step('a', undoable('a')).build(),
      'two steps are called "a"',
    ],
    [
      'a name with the signs of a path',
      begun().step('a[0]', undoable('a')).build(),
      'a step is called "a[0]"; a name has letters and no brackets or colons',
    ],
    [
      'the name of the last command',
      begun().step('close', undoable('close')).build(),
      'a step is called "close", as the last command of a saga that was undone is',
    ],
    [
      'a group of one',
      begun()
        .parallel('alone', (group) => group.step('a', undoable('a')))
        .build(),
      'the parallel group "alone" has fewer than two steps',
    ],
    [
      'an undo beside the claim that there is nothing to undo',
      begun()
        .step('a', (step) => undoable('a')(step).nothingToUndo('really'))
        .build(),
      'step "a" has an undo and says that there is nothing to undo',
    ],
    [
      'a wait that nobody lives to see',
      begun()
        .step('a', (step) => undoable('a')(step).within('91d'))
        .build(),
      'step "a" may take longer than 90 days',
    ],
    [
      'refusals to retry without a policy',
      begun()
        .step('a', (step) => bare('a')(step).retryOn(Busy).nothingToUndo('it is a sample'))
        .build(),
      'step "a" names refusals to retry but has no retry policy',
    ],
    [
      'a policy without end',
      begun()
        .step('a', (step) =>
          undoable('a')(step).retry(exponential({ first: '1s', max: '1s', attempts: Infinity })),
        )
        .build(),
      'step "a" has Infinity attempts; 1 to 100 are possible',
    ],
    [
      'a version that is no version',
      { ...begun().step('a', undoable('a')).build(), version: 0 },
      'samples.process v0: the version is not a whole number above zero',
    ],
  ])('is refused for %s', (_, definition, problem) => {
    const expected = problem.startsWith('samples.process') ? [problem] : named(problem);
    expect(problemsOf(definition)).toEqual(expected);
  });
});

describe('The registry of sagas', () => {
  const one = begun().step('a', undoable('a')).build();
  const two = { ...one, version: 2 };

  it('starts new instances on the newest version and keeps the older ones for those that run', () => {
    const registry = new SagaRegistry([two, one]);
    expect(registry.newest('samples.process')).toBe(two);
    expect(registry.version('samples.process', 1)).toBe(one);
    expect(registry.all()).toEqual([two]);
    expect(registry.newest('samples.other')).toBeUndefined();
    expect(() => registry.version('samples.process', 3)).toThrow('cannot run samples.process v3');
  });

  it('names every mistake in every definition at once', () => {
    const wrong = { ...begun().step('b', bare('b')).build(), version: 3 };
    const register = () => new SagaRegistry([one, one, begun().build(), wrong]);
    expect(register).toThrow(InvalidDefinition);
    for (const problem of ['v1 is defined twice', 'v1: it has no step', 'v3: step "b" before the pivot']) {
      expect(register).toThrow(problem);
    }
  });
});

describe('A retry policy', () => {
  it('pauses twice as long each time, up to a limit, and ends', () => {
    const policy = exponential({ first: '200ms', max: '1s', attempts: 5 });
    expect([1, 2, 3, 4, 5].map((attempt) => pauseAfter(policy, attempt))).toEqual([
      200,
      400,
      800,
      1_000,
      undefined,
    ]);
  });
});
