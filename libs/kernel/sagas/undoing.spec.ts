import { describe, expect, it } from '@jest/globals';

import { sagaSpecification } from '#testing';

import { Cancel, Close, Closed, Declined, Do, Done, Undo, WorkBegun } from './sample-messages.js';
import {
  begun,
  calledOff,
  cancel,
  close,
  done,
  forward,
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

describe('A saga that goes back', () => {
  const two = begun().step('a', undoable('a')).step('b', undoable('b')).build();
  const refused = () => tell(two).reply('a', done('a')).reply('b', impossible('b'));

  it('undoes what was done with what it learned, and says at last that nothing came of it', () => {
    const told = refused();
    expect(told.status).toBe('compensating');
    expect(told.unanswered).toEqual([undo('a')]);
    told.reply(Undo, undone('a'));
    expect(told.unanswered).toEqual([close('b was refused: samples.impossible')]);
    told.reply(Close, new Closed({ run }));
    expect(told.status).toBe('compensated');
  });

  it('takes an event for a no where the step says so, and learns from it', () => {
    const told = tell(two).reply('a', new Declined({ run, what: 'a' }));
    expect(told.undoReason).toBe('a was refused: samples.declined');
    expect(told.state).toMatchObject({ declined: 'a' });
  });

  it('does not take progress for an end of undoing', () => {
    const told = refused().reply(Undo, new WorkBegun({ run, what: 'a' }));
    expect(told.unanswered).toEqual([undo('a')]);
    expect(told.why).toEqual([expect.stringContaining('work has begun')]);
  });

  it('tries for long to undo what a participant refuses to undo, and then calls a person', () => {
    const told = refused();
    let attempts = 0;
    for (; told.status === 'compensating'; attempts += 1) {
      told.reply('a:undo', impossible('a'));
      if (told.status === 'compensating') told.nextTimer();
    }
    expect(attempts).toBe(12);
    expect(told.status).toBe('stuck');
    expect(told.why).toEqual([expect.stringContaining('undoing is refused: samples.impossible')]);
    expect(told.resumed().unanswered).toEqual([undo('a')]);
  });

  it('calls a person when undoing is not answered, and still takes the answer', () => {
    const told = refused().nextTimer();
    expect(told.status).toBe('stuck');
    told.reply(Undo, undone('a'));
    expect(told.status).toBe('compensating');
  });

  it('keeps its deadline out of the way back', () => {
    const told = sagaSpecification(begun().step('a', undoable('a')).deadline('10s').build()).startedBy(
      started,
    );
    told.reply('a', impossible('a')).after('1h');
    expect(told.unanswered).toEqual([close('a was refused: samples.impossible')]);
  });
});

describe('A step that is not answered in time', () => {
  const two = begun().step('a', undoable('a')).step('b', undoable('b')).build();
  const silent = () => tell(two).reply('a', done('a')).after('30s');

  it('is cancelled by id before anything else is undone', () => {
    const told = silent();
    expect(told.unanswered).toEqual([cancel('b')]);
    told.reply(Cancel, undone('b'));
    expect(told.unanswered).toEqual([undo('a')]);
  });

  it('is undone when it took effect after its cancellation', () => {
    const told = silent().reply(Cancel, undone('b')).reply(Undo, undone('a'));
    told.reply('b:do', done('b'));
    expect(told.unanswered).toEqual([close('b was not answered in time')]);
    told.reply(Close, new Closed({ run }));
    expect(told.unanswered).toEqual([undo('b')]);
    expect(told.status).toBe('compensating');
    told.reply('b:undo', undone('b'));
    expect(told.status).toBe('compensated');
  });

  it('is undone before the saga is closed when its answer comes in time for that', () => {
    const told = silent().reply('b:do', done('b')).reply(Cancel, undone('b')).reply(Undo, undone('a'));
    expect(told.unanswered).toEqual([undo('b')]);
    expect(told.reply('b:undo', undone('b')).unanswered).toEqual([close('b was not answered in time')]);
  });

  it('is undone instead of cancelled when its answer comes before it could be cancelled', () => {
    const told = tell(
      begun()
        .parallel('both', (both) => both.step('a', undoable('a')).step('b', undoable('b')))
        .build(),
    );
    told.reply('b', new WorkBegun({ run, what: 'b' })).after('30s');
    // Both time out at the same moment: `a` is cancelled first, `b` waits for its turn.
    expect(told.unanswered).toEqual([cancel('a')]);
    told.reply('b:do', done('b')).reply('a:cancel', undone('a'));
    expect(told.unanswered).toEqual([undo('b')]);
    told.reply('b:undo', undone('b')).reply(Close, new Closed({ run }));
    expect(told.sent).toEqual([
      to('a'),
      to('b'),
      cancel('a'),
      undo('b'),
      close('a was not answered in time'),
    ]);
  });

  it('needs nothing more when it is refused after its cancellation', () => {
    const told = silent()
      .reply(Cancel, undone('b'))
      .reply(Undo, undone('a'))
      .reply(Close, new Closed({ run }));
    told.reply('b:do', impossible('b'));
    expect(told.status).toBe('compensated');
  });

  it('calls a person when it cannot be cancelled, and still takes the answer', () => {
    const told = tell(
      begun()
        .step('a', (step) => forward('a')(step).nothingToUndo('it leaves no trace'))
        .build(),
    ).after('30s');
    expect(told.status).toBe('stuck');
    expect(told.why).toEqual(['"a" is stuck and waits for an operator: no answer to samples.do in time']);
    expect(told.reply('a', done('a')).status).toBe('completed');
  });

  it('is done when the first answer comes after an operator has sent it anew, and the second means nothing', () => {
    const told = tell(
      begun()
        .step('a', (step) => forward('a')(step).nothingToUndo('it leaves no trace'))
        .step('b', undoable('b'))
        .build(),
    ).after('30s');
    const [first] = told.commands;
    told.resumed();
    expect(told.unanswered).toEqual([to('a')]);
    expect(told.reply(first!, done('a')).unanswered).toEqual([to('b')]);
    expect(told.reply('a', done('a')).unanswered).toEqual([to('b')]);
  });
});

describe('The pivot', () => {
  const withPivot = begun()
    .step('a', undoable('a'))
    .pivot('pivot', forward('pivot'))
    .step('b', forward('b'))
    .deadline('1h')
    .build();
  const atPivot = () => tell(withPivot).reply('a', done('a'));
  const past = () => atPivot().reply('pivot', done('pivot'));

  it('can still be refused', () => {
    expect(atPivot().reply('pivot', impossible('pivot')).unanswered).toEqual([undo('a')]);
  });

  it('wins over a cancellation that came while it was under way', () => {
    const told = atPivot().happened(calledOff).reply('pivot', done('pivot'));
    expect(told.unanswered).toEqual([to('b')]);
    expect(told.undoReason).toBeUndefined();
    expect(told.reply('b', done('b')).status).toBe('completed');
  });

  it('loses to a cancellation when it is refused', () => {
    const told = atPivot().happened(calledOff).reply('pivot', impossible('pivot'));
    expect(told.undoReason).toBe('it was called off');
    expect(told.unanswered).toEqual([undo('a')]);
  });

  it('wins over the deadline that came while it was under way, and the saga is overdue', () => {
    const slow = begun()
      .pivot('pivot', (step) => step.send(Do, () => ({ run, what: 'pivot' })).on(Done))
      .step('b', forward('b'))
      .deadline('10s')
      .build();
    const told = tell(slow).after('10s').reply('pivot', done('pivot')).after('1s');
    expect(told.unanswered).toEqual([to('b')]);
    expect(told.history.map(({ what }) => what)).toContain('overdue');
  });

  it('leaves only forward: a refusal calls a person, who can try again', () => {
    const told = past().reply('b', impossible('b'));
    expect(told.status).toBe('stuck');
    expect(told.why).toEqual([expect.stringContaining('samples.impossible after the point of no return')]);
    told.resumed();
    expect(told.unanswered).toEqual([to('b')]);
    expect(told.reply('b', done('b')).status).toBe('completed');
  });

  it('leaves only forward: a cancellation comes too late, and so does the deadline', () => {
    const told = past().happened(calledOff);
    expect(told.unanswered).toEqual([to('b')]);
    told.after('1h');
    expect(told.history.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['ignored', 'overdue', 'stuck']),
    );
    expect(told.reply('b', done('b')).status).toBe('completed');
  });
});
