import { describe, expect, it } from '@jest/globals';

import { sagaSpecification } from '#testing';

import { exponential } from './retry-policy.js';
import { BellRang, Busy, Cancel, Do, Done, WorkBegun } from './sample-messages.js';
import {
  begun,
  busy,
  cancel,
  close,
  done,
  impossible,
  run,
  started,
  to,
  undo,
  undoable,
  undone,
} from './sample-process.js';

const tell = (definition: Parameters<typeof sagaSpecification>[0]) =>
  sagaSpecification(definition).startedBy(started);

describe('A saga that goes forward', () => {
  const two = begun().step('a', undoable('a')).step('b', undoable('b')).build();

  it('sends one command after another, learns from the answers, and completes', () => {
    const told = tell(two);
    expect(told.unanswered).toEqual([to('a')]);
    told.reply('a', done('a'));
    expect(told.unanswered).toEqual([to('b')]);
    told.reply('b', done('b'));
    expect(told.status).toBe('completed');
    expect(told.state).toEqual({ run, receipts: { a: 'a-1', b: 'b-1' } });
    expect(told.nextTimerAt).toBeUndefined();
  });

  it('starts once', () => {
    expect(tell(two).startedBy(started).sent).toEqual([to('a')]);
  });

  it('takes an answer once', () => {
    const told = tell(two).reply('a', done('a')).reply('a', done('a'));
    expect(told.unanswered).toEqual([to('b')]);
    told.reply('b', done('b')).reply('b', impossible('b'));
    expect(told.status).toBe('completed');
  });

  it('waits on while a participant reports progress, and shows it', () => {
    const told = tell(two).reply('a', new WorkBegun({ run, what: 'a' }));
    expect(told.unanswered).toEqual([to('a')]);
    expect(told.why).toEqual(['"a" waits for samples to answer samples.do; samples says: work has begun']);
    told.reply('a', new BellRang({ run, times: 1 }));
    expect(told.why).toEqual(['"a" waits for samples to answer samples.do; samples says: samples.bell-rang']);
  });

  it('skips what its state does not want', () => {
    const told = tell(
      begun()
        .step('a', (step) => undoable('a')(step).when(() => false))
        .step('b', undoable('b'))
        .build(),
    );
    expect(told.sent).toEqual([to('b')]);
    expect(told.history.map(({ what, step }) => [what, step])).toContainEqual(['skipped', 'a']);
  });

  it('tries again after a pause what was refused for now', () => {
    const told = tell(two).reply('a', busy('a')).after('999ms');
    expect(told.unanswered).toEqual([]);
    expect(told.why).toEqual(['"a" pauses before attempt 2: samples.busy']);
    told.after('1ms').reply('a', busy('a')).after('2s').reply('a', done('a'));
    expect(told.sent).toEqual([to('a'), to('a'), to('a'), to('b')]);
  });

  it('does not try again what is refused for good, as the refusal says', () => {
    const told = tell(
      begun()
        .step('a', (step) =>
          step
            .send(Do, () => ({ run, what: 'a' }))
            .on(Done)
            .retryOn(Busy, ({ what }) => what === 'b')
            .retry(exponential({ first: '1s', max: '1m', attempts: 3 }))
            .nothingToUndo('it is a sample')
            .within('30s'),
        )
        .build(),
    );
    told.reply('a', busy('b')).after('1s');
    expect(told.sent).toEqual([to('a'), to('a')]);
    told.reply('a', busy('a'));
    expect(told.unanswered).toEqual([close('a was refused: samples.busy')]);
  });

  it('gives up after its last attempt', () => {
    const told = tell(two).reply('a', busy('a')).nextTimer().reply('a', busy('a')).nextTimer();
    told.reply('a', busy('a'));
    expect(told.unanswered).toEqual([close('a was refused: samples.busy')]);
  });

  it('gives all attempts of a step one time together', () => {
    const slow = exponential({ first: '25s', max: '25s', attempts: 3 });
    const told = tell(
      begun()
        .step('a', (step) => undoable('a')(step).retry(slow))
        .build(),
    );
    told.after('2s').reply('a', busy('a')).nextTimer();
    expect(told.unanswered).toEqual([to('a')]);
    told.after('2999ms');
    expect(told.unanswered).toEqual([to('a')]);
    expect(told.after('1ms').unanswered).toEqual([cancel('a')]);

    const late = tell(
      begun()
        .step('a', (step) => undoable('a')(step).retry(slow))
        .build(),
    );
    late.after('5s').reply('a', busy('a'));
    expect(late.unanswered).toEqual([close('a was refused: samples.busy')]);
  });
});

describe('A for-each', () => {
  const each = (items: readonly string[]) =>
    begun()
      .forEach(
        'each',
        () => items,
        (step) =>
          step
            .send(Do, (_, item) => ({ run, what: item }))
            .on(Done)
            .undo(Cancel, (_, item) => ({ run, what: item }))
            .cancel(Cancel, (_, item) => ({ run, what: item }))
            .within('30s'),
      )
      .step('last', undoable('last'))
      .build();

  it('does the step for one item after another', () => {
    const told = tell(each(['x', 'y']))
      .reply('each[0]', done('x'))
      .reply('each[1]', done('y'));
    expect(told.sent).toEqual([to('x'), to('y'), to('last')]);
  });

  it('is skipped when there is no item', () => {
    const told = tell(each([]));
    expect(told.sent).toEqual([to('last')]);
    expect(told.history.map(({ what, step }) => [what, step])).toContainEqual(['skipped', 'each']);
  });

  it('is undone item by item, newest first', () => {
    const told = tell(each(['x', 'y']))
      .reply('each[0]', done('x'))
      .reply('each[1]', done('y'));
    told.reply('last', impossible('last'));
    told.reply('each[1]:undo', undone('y')).reply('each[0]:undo', undone('x'));
    expect(told.sent.slice(3)).toEqual([
      cancel('y'),
      cancel('x'),
      close('last was refused: samples.impossible'),
    ]);
  });

  it('undoes nothing for items that it did not get to', () => {
    const told = tell(each(['x', 'y', 'z']))
      .reply('each[0]', done('x'))
      .nextTimer();
    expect(told.unanswered).toEqual([cancel('y')]);
    told.reply('each[1]:cancel', undone('y'));
    expect(told.unanswered).toEqual([cancel('x')]);
  });
});

describe('A parallel group', () => {
  const group = begun()
    .parallel('both', (both) => both.step('a', undoable('a')).step('b', undoable('b')))
    .step('c', undoable('c'))
    .build();

  it('starts all steps at once and goes on when all are done', () => {
    const told = tell(group);
    expect(told.unanswered).toEqual([to('a'), to('b')]);
    told.reply('b', done('b'));
    expect(told.unanswered).toEqual([to('a')]);
    told.reply('a', done('a'));
    expect(told.unanswered).toEqual([to('c')]);
  });

  it('waits for its other steps when one is refused, and undoes those that were done', () => {
    const told = tell(group).reply('a', impossible('a'));
    expect(told.status).toBe('running');
    expect(told.undoReason).toBe('a was refused: samples.impossible');
    told.reply('b', done('b'));
    expect(told.unanswered).toEqual([undo('b')]);
  });

  it('tells of the refusal that came first, and does not retry what is to be undone', () => {
    const told = tell(group).reply('a', impossible('a')).reply('b', busy('b'));
    expect(told.unanswered).toEqual([close('a was refused: samples.impossible')]);
    expect(told.refusal).toEqual({ type: 'samples.impossible', data: { run, what: 'a' } });
  });

  it('undoes its steps newest first', () => {
    const told = tell(group).reply('b', done('b')).reply('a', done('a')).reply('c', impossible('c'));
    expect(told.unanswered).toEqual([undo('a')]);
    expect(told.reply('a:undo', undone('a')).unanswered).toEqual([undo('b')]);
  });

  it('leaves out steps that the state does not want, and is skipped when that is all', () => {
    const some = (wanted: readonly string[]) =>
      begun()
        .parallel('both', (both) =>
          both
            .step('a', (step) => undoable('a')(step).when(() => wanted.includes('a')))
            .step('b', (step) => undoable('b')(step).when(() => wanted.includes('b'))),
        )
        .step('c', undoable('c'))
        .build();
    expect(tell(some(['b'])).sent).toEqual([to('b')]);
    expect(tell(some([])).sent).toEqual([to('c')]);
  });
});
