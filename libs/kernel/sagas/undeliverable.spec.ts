import { describe, expect, it } from '@jest/globals';

import { sagaSpecification } from '#testing';

import { Cancel, Close, Closed, Undo } from './sample-messages.js';
import {
  begun,
  close,
  done,
  forward,
  impossible,
  started,
  to,
  undo,
  undoable,
  undone,
} from './sample-process.js';

const definition = begun()
  .step('a', undoable('a'))
  .step('b', undoable('b'))
  .pivot('last', forward('last'))
  .build();
const tell = () => sagaSpecification(definition).startedBy(started);
const because = (step: string, command: string) => [
  `"${step}" is stuck and waits for an operator: ${command} cannot be delivered: it is a dead letter`,
];

describe('A saga whose command was buried', () => {
  it('is stuck, says why, and has no timer that would give up behind the back of a person', () => {
    const told = tell().buried('a');
    expect(told.status).toBe('stuck');
    expect(told.why).toEqual(because('a', 'samples.do'));
    expect(told.nextTimerAt).toBeUndefined();
  });

  it('sends it again when an operator says so', () => {
    expect(tell().buried('a').resumed().unanswered).toEqual([to('a')]);
  });

  it('takes the real answer when the dead letter was replayed instead', () => {
    const told = tell().buried('a').reply('a', done('a'));
    expect(told.status).toBe('running');
    expect(told.unanswered).toEqual([to('b')]);
  });

  it('takes the real answer also after it was sent again, and the other answer for a repeated one', () => {
    const told = tell().buried('a').resumed();
    const [first, second] = told.commands;
    if (!first || !second) throw new Error('It was not sent again');
    expect(told.reply(first, done('a')).unanswered).toEqual([to('b')]);
    expect(told.reply(second, done('a')).unanswered).toEqual([to('b')]);
  });

  it('undoes what a replayed dead letter did after the command that was sent instead was refused', () => {
    const told = tell().reply('a', done('a')).buried('b').resumed();
    const [, first, second] = told.commands;
    if (!first || !second) throw new Error('It was not sent again');
    told.reply(second, impossible('b')).reply(first, done('b'));
    told.reply(Undo, undone('a'));
    expect(told.unanswered).toEqual([undo('b')]);
  });

  it.each([
    ['undo', Undo, undo('a')],
    ['close', Close, close('b was refused: samples.impossible')],
  ] as const)('is stuck too when it is there to %s', (purpose, command, again) => {
    const told = tell().reply('a', done('a')).reply('b', impossible('b'));
    if (purpose === 'close') told.reply(Undo, undone('a'));
    expect(told.buried(command).status).toBe('stuck');
    expect(told.resumed().unanswered).toEqual([again]);
  });

  it('means nothing when the answer was quicker, or the saga has ended', () => {
    const told = tell().reply('a', done('a')).buried('a');
    expect(told.unanswered).toEqual([to('b')]);
    told
      .reply('b', impossible('b'))
      .reply(Undo, undone('a'))
      .reply(Close, new Closed({ run: 'a run' }));
    expect(told.buried('b').status).toBe('compensated');
  });

  it('undoes once what it did, however many of its attempts answer that they did it', () => {
    const told = tell().buried('a').resumed();
    const [first, second] = told.commands;
    if (!first || !second) throw new Error('It was not sent again');
    told.after('30s').reply(first, done('a')).reply(second, done('a'));
    told.reply(Cancel, undone('a')).reply(Undo, undone('a'));
    expect(told.unanswered).toEqual([close('a was not answered in time')]);
  });
});

describe('A saga that undoes and hears nothing', () => {
  it('calls a person in the end, also where nobody has set a limit', () => {
    const told = tell().reply('a', impossible('a'));
    expect(told.unanswered).toEqual([close('a was refused: samples.impossible')]);
    expect(told.after('1h').why).toEqual([
      '"close" is stuck and waits for an operator: no answer to samples.close in time',
    ]);
    expect(told.reply(Close, new Closed({ run: 'a run' })).status).toBe('compensated');
  });
});
