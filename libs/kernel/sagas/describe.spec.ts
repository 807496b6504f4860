import { describe, expect, it } from '@jest/globals';

import type { Message } from '../messages/message.js';
import { graphOf, progressOf, whyWaiting } from './describe.js';
import { statusOf, timersOf } from './instance.js';
import { react, unstarted } from './react.js';
import type { SagaInput } from './reaction.js';
import { BellRang, Busy, Cancel, Do, Done, Started } from './sample-messages.js';
import { begun, done, forward, impossible, run, started, undoable } from './sample-process.js';

const definition = begun()
  .awaitPerson('approve', { permission: 'samples:approve', within: '1d', when: () => false })
  .parallel('both', (both) =>
    both.step('a', undoable('a')).step('b', (step) => undoable('b')(step).when(() => true)),
  )
  .forEach(
    'each',
    () => ['x', 'y'],
    (step) =>
      step
        .send(Do, (_, what) => ({ run, what }))
        .on(Done)
        .undo(Cancel, (_, what) => ({ run, what })),
  )
  .awaitEvent('bell', BellRang, { by: ({ data }) => data.run })
  .awaitTime('later', (_, nowMs) => nowMs)
  .pivot('last', forward('last'))
  .deadline('1h')
  .build();

/** Plays inputs one after another, a second apart. */
function played(...inputs: SagaInput[]) {
  let now = 0;
  let ids = 0;
  let instance = unstarted(definition, run, 'correlation');
  for (const input of inputs) {
    const newId = () => `id-${(ids += 1)}`;
    instance = react(definition, instance, input, { now, newId }).instance;
    now += 1_000;
  }
  return instance;
}
const start: SagaInput = { kind: 'start', message: started, correlationId: 'flow', operationId: 'operation' };
const answer = (token: string, message: Message = done('x')): SagaInput => ({
  kind: 'reply',
  token,
  message,
});
const bothDone = [answer('a:do:1'), answer('b:do:1')];

describe('The graph of a saga', () => {
  it('is plain data that says what each step sends, expects and undoes', () => {
    const graph = graphOf(definition);
    expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
    expect(graph).toMatchObject({
      name: 'samples.process',
      version: 1,
      startedBy: 'samples.started',
      cancelledBy: ['samples.called-off'],
      deadlineMs: 3_600_000,
    });
    expect(graph.nodes.map(({ name, kind, conditional, pivot }) => [name, kind, conditional, pivot])).toEqual(
      [
        ['approve', 'step', true, false],
        ['both', 'parallel', false, false],
        ['each', 'each', false, false],
        ['bell', 'step', false, false],
        ['later', 'step', false, false],
        ['last', 'step', false, true],
      ],
    );
    const [approve, both, , bell, later] = graph.nodes.map(({ steps }) => steps);
    expect(approve).toEqual([
      { name: 'approve', kind: 'person', waitsFor: 'a person who may samples:approve', withinMs: 86_400_000 },
    ]);
    expect(both).toEqual([
      {
        name: 'a',
        kind: 'command',
        sends: 'samples.do',
        doneOn: ['samples.done'],
        refusedOn: ['samples.declined'],
        retriesOn: ['samples.busy'],
        undoneBy: 'samples.undo',
        cancelledBy: 'samples.cancel',
        withinMs: 30_000,
      },
      expect.objectContaining({ name: 'b', conditional: true }),
    ]);
    expect(bell).toEqual([{ name: 'bell', kind: 'event', waitsFor: 'samples.bell-rang' }]);
    expect(later).toEqual([{ name: 'later', kind: 'time', waitsFor: 'a time' }]);
  });
});

describe('The progress of a saga', () => {
  it('says of each step whether it is behind, under way or ahead', () => {
    const steps = progressOf(definition, played(start, ...bothDone, answer('each[0]:do:1')));
    expect(steps.map(({ path, state }) => [path, state])).toEqual([
      ['approve', 'skipped'],
      ['a', 'done'],
      ['b', 'done'],
      ['each[0]', 'done'],
      ['each[1]', 'waiting'],
      ['bell', 'ahead'],
      ['later', 'ahead'],
      ['last', 'ahead'],
    ]);
  });

  it('says what was undone and what was never reached', () => {
    const back = played(start, ...bothDone, answer('each[0]:do:1', impossible('x')), answer('b:undo:1'));
    expect(progressOf(definition, back).map(({ path, state }) => [path, state])).toEqual([
      ['approve', 'skipped'],
      ['b', 'undone'],
      ['a', 'undoing'],
      ['each', 'not reached'],
      ['bell', 'not reached'],
      ['later', 'not reached'],
      ['last', 'not reached'],
    ]);
  });
});

describe('Why a saga waits', () => {
  it('is said for each of its waits, with since when and until when', () => {
    expect(whyWaiting(played(start))).toEqual([
      {
        kind: 'reply',
        step: 'a',
        text: '"a" waits for samples to answer samples.do',
        since: 0,
        until: 30_000,
      },
      expect.objectContaining({ step: 'b' }),
    ]);
  });

  it('is the pause, and its end, between two attempts', () => {
    const paused = played(start, answer('b:do:1'), answer('a:do:1', new Busy({ run, what: 'a' })));
    expect(whyWaiting(paused)).toEqual([
      {
        kind: 'pause',
        step: 'a',
        text: '"a" pauses before attempt 2: samples.busy',
        since: 2_000,
        until: 3_000,
      },
    ]);
  });

  it('is nothing when it has ended, and the missing start before it', () => {
    const bell: SagaInput = { kind: 'event', message: new BellRang({ run, times: 1 }) };
    expect(whyWaiting(played(bell)).map(({ kind, text }) => [kind, text])).toEqual([
      ['start', 'It has not started: only samples.bell-rang has come so far'],
    ]);
    const later: SagaInput = { kind: 'timer', token: 'later:time:' };
    const ended = played(
      start,
      bell,
      ...bothDone,
      answer('each[0]:do:1'),
      answer('each[1]:do:1'),
      later,
      answer('last:do:1'),
    );
    expect(statusOf(ended)).toBe('completed');
    expect(whyWaiting(ended)).toEqual([]);
  });
});

describe('The timers of a saga', () => {
  it('are those of its waits and its deadline, and none after its end', () => {
    expect([...timersOf(played(start))]).toEqual([
      ['saga deadline', 3_600_000],
      ['a:reply:do:1', 30_000],
      ['b:reply:do:1', 30_000],
    ]);
    expect(timersOf(played()).size).toBe(0);
  });

  it('mean nothing when they belong to the past', () => {
    const before = played(start, ...bothDone);
    const after = played(start, ...bothDone, { kind: 'timer', token: 'a:reply:do:1' });
    expect(after).toEqual(before);
  });
});

describe('A started saga', () => {
  it('remembers the flow and the operation that it belongs to, and whom it answers with each token', () => {
    const { commands, instance } = react(definition, unstarted(definition, run, 'old'), start, {
      now: 5,
      newId: () => 'id',
    });
    expect(instance).toMatchObject({ correlationId: 'flow', operationId: 'operation', startedAt: 5 });
    expect(commands.map(({ id, token, message }) => [id, token, message])).toEqual([
      ['id', 'a:do:1', new Do({ run, what: 'a' })],
      ['id', 'b:do:1', new Do({ run, what: 'b' })],
    ]);
    expect(Started.keyField).toBe('run');
  });
});
