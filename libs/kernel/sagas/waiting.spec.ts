import { describe, expect, it } from '@jest/globals';

import { SPEC_NOW, sagaSpecification } from '#testing';

import { saga } from './builder.js';
import {
  BellRang,
  CalledOff,
  Close,
  Closed,
  Do,
  Done,
  Impossible,
  Started,
  Undo,
  Undone,
} from './sample-messages.js';

const run = 'a run';
const begun = () =>
  saga('samples.process', { version: 1 })
    .startedBy(
      Started,
      ({ data }) => data,
      ({ data }) => data.run,
    )
    .cancelledBy(CalledOff, ({ data }) => data.run, 'it was called off')
    .afterCompensation(Close, (state, reason) => ({ run: state.run, reason }))
    .step('a', (step) =>
      step
        .send(Do, () => ({ run, what: 'a' }))
        .on(Done, ({ receipt }) => ({ receipt }))
        .undo(Undo, ({ receipt }) => ({ run, what: 'a', receipt })),
    );
const last = { send: new Do({ run, what: 'last' }), done: new Done({ run, what: 'last', receipt: 'l' }) };
const undo = new Undo({ run, what: 'a', receipt: 'r' });
const close = (reason: string) => new Close({ run, reason });

type Definition = Parameters<typeof sagaSpecification>[0];
const started = new Started({ run });
const arrived = (definition: Definition) =>
  sagaSpecification(definition)
    .startedBy(started)
    .reply('a', new Done({ run, what: 'a', receipt: 'r' }));

describe('Waiting for a person', () => {
  const approved = begun()
    .awaitPerson('approve', { permission: 'samples:approve', within: '2d' })
    .pivot('last', (step) => step.send(Do, () => last.send.data).on(Done))
    .build();

  it('goes on when they approve', () => {
    const told = arrived(approved);
    expect(told.why).toEqual(['"approve" waits for a person who may samples:approve']);
    expect(told.nextTimerAt).toBe(SPEC_NOW + 172_800_000);
    expect(told.decided('approve', true).unanswered).toEqual([last.send]);
  });

  it('undoes when they reject, with their name and reason', () => {
    const told = arrived(approved).decided('approve', false, 'anna', 'too much');
    expect(told.unanswered).toEqual([undo]);
    expect(told.undoReason).toBe('approve was rejected by anna: too much');
  });

  it('undoes when nobody comes', () => {
    const told = arrived(approved).after('2d');
    expect(told.unanswered).toEqual([undo]);
    expect(told.undoReason).toBe('approve: nothing came in time');
  });

  it('undoes when it is called off meanwhile', () => {
    expect(arrived(approved).happened(new CalledOff({ run })).unanswered).toEqual([undo]);
  });

  it('takes no decision that nobody waits for', () => {
    const told = arrived(approved).decided('approval', true);
    expect(told.unanswered).toEqual([]);
    told.decided('approve', true).decided('approve', false);
    expect(told.unanswered).toEqual([last.send]);
  });

  it('is left out when the state does not want it', () => {
    const unapproved = begun()
      .awaitPerson('approve', { permission: 'samples:approve', within: '2d', when: () => false })
      .pivot('last', (step) => step.send(Do, () => last.send.data).on(Done))
      .build();
    expect(arrived(unapproved).unanswered).toEqual([last.send]);
  });

  it('calls an operator when they reject, or nobody comes, after the pivot', () => {
    const pastPivot = begun()
      .pivot('last', (step) => step.send(Do, () => last.send.data).on(Done))
      .awaitPerson('approve', { permission: 'samples:approve', within: '2d' })
      .build();
    for (const told of [
      arrived(pastPivot).reply('last', last.done).decided('approve', false, 'anna', 'no'),
      arrived(pastPivot).reply('last', last.done).after('2d'),
    ]) {
      expect(told.status).toBe('stuck');
      told.resumed();
      expect(told.why).toEqual(['"approve" waits for a person who may samples:approve']);
      expect(told.decided('approve', true).status).toBe('completed');
    }
  });
});

describe('Waiting for an event', () => {
  const by = ({ data }: BellRang) => data.run;
  const learn = ({ times }: { times: number }) => ({ times });
  const rung = begun()
    .awaitEvent('bell', BellRang, { by, learn, within: '1h' })
    .pivot('last', (step) => step.send(Do, () => last.send.data).on(Done))
    .build();

  it('goes on when it comes, and learns from it', () => {
    const told = arrived(rung);
    expect(told.why).toEqual(['"bell" waits for samples.bell-rang']);
    told.happened(new BellRang({ run, times: 3 }));
    expect(told.unanswered).toEqual([last.send]);
    expect(told.state).toMatchObject({ times: 3 });
  });

  it('goes on at once when it came early, even before the start', () => {
    const bell = new BellRang({ run, times: 2 });
    const early = sagaSpecification(rung).startedBy(started).happened(bell);
    early.reply('a', new Done({ run, what: 'a', receipt: 'r' }));
    expect(early.unanswered).toEqual([last.send]);

    const beforeStart = sagaSpecification(rung).happened(bell);
    expect(beforeStart.status).toBe('not-started');
    expect(beforeStart.why).toEqual(['It has not started: only samples.bell-rang has come so far']);
    beforeStart.startedBy(started).reply('a', new Done({ run, what: 'a', receipt: 'r' }));
    expect(beforeStart.state).toMatchObject({ times: 2 });
    expect(beforeStart.unanswered).toEqual([last.send]);
  });

  it('keeps no event that it will never wait for', () => {
    const told = arrived(
      begun()
        .awaitTime('later', (_, nowMs) => nowMs + 60_000)
        .build(),
    );
    told.happened(new BellRang({ run, times: 1 }));
    expect(told.history.at(-1)).toMatchObject({
      what: 'ignored',
      detail: 'nothing waits for samples.bell-rang any more',
    });
  });

  it('will not keep more early events than anybody can mean', () => {
    const told = sagaSpecification(rung).startedBy(started);
    for (let times = 1; times <= 100; times += 1) told.happened(new BellRang({ run, times }));
    expect(() => told.happened(new BellRang({ run, times: 101 }))).toThrow(
      'keeps 100 early events, and cannot keep samples.bell-rang',
    );
  });

  it('undoes when it does not come in time', () => {
    expect(arrived(rung).after('1h').unanswered).toEqual([undo]);
  });

  it('takes no event after the end', () => {
    const told = arrived(rung)
      .after('1h')
      .reply(Undo, new Undone({ run, what: 'a' }));
    told.reply(Close, new Closed({ run })).happened(new BellRang({ run, times: 1 }));
    expect(told.status).toBe('compensated');
  });

  it('calls an operator when it does not come after the pivot, and goes on when it came meanwhile', () => {
    const pastPivot = begun()
      .pivot('last', (step) => step.send(Do, () => last.send.data).on(Done))
      .awaitEvent('bell', BellRang, { by, within: '1h' })
      .build();
    const told = arrived(pastPivot).reply('last', last.done).after('1h');
    expect(told.status).toBe('stuck');
    told.happened(new BellRang({ run, times: 1 }));
    expect(told.resumed().status).toBe('completed');
  });
});

describe('Waiting for an event that may not come', () => {
  const by = ({ data }: BellRang) => data.run;
  const patient = (atMost: '1h' | '2h', when?: () => boolean) =>
    begun()
      .awaitEventFor('bell', BellRang, { by, atMost, ...(when && { when }) })
      .pivot('last', (step) => step.send(Do, () => last.send.data).on(Done))
      .build();

  it('goes on when it comes, and when its time is over', () => {
    expect(arrived(patient('1h')).after('59m').unanswered).toEqual([]);
    expect(arrived(patient('1h')).after('1h').unanswered).toEqual([last.send]);
    expect(arrived(patient('1h')).happened(new BellRang({ run, times: 1 })).unanswered).toEqual([last.send]);
  });

  it('takes one that came early, and none that came too late', () => {
    const early = sagaSpecification(patient('1h')).startedBy(started);
    early.happened(new BellRang({ run, times: 1 })).reply('a', new Done({ run, what: 'a', receipt: 'r' }));
    expect(early.unanswered).toEqual([last.send]);
    const late = arrived(patient('2h'))
      .after('2h')
      .happened(new BellRang({ run, times: 1 }));
    expect(late.sent).toHaveLength(2);
  });

  it('is left out when the state does not want it', () => {
    expect(arrived(patient('1h', () => false)).unanswered).toEqual([last.send]);
  });

  it('goes on after the point of no return, too', () => {
    const pastPivot = begun()
      .pivot('last', (step) => step.send(Do, () => last.send.data).on(Done))
      .awaitEventFor('bell', BellRang, { by, atMost: '1h' })
      .build();
    expect(arrived(pastPivot).reply('last', last.done).after('1h').status).toBe('completed');
  });
});

describe('Waiting for a time', () => {
  it('goes on when it has come', () => {
    const timed = begun()
      .awaitTime('later', (_, nowMs) => nowMs + 60_000)
      .pivot('last', (step) => step.send(Do, () => last.send.data).on(Done))
      .build();
    const told = arrived(timed).after('59s');
    expect(told.why).toEqual(['"later" waits for its time']);
    expect(told.after('1s').unanswered).toEqual([last.send]);
  });
});

describe('Calling a saga off', () => {
  const simple = begun().build();

  it('lets the answer under way come first', () => {
    const told = sagaSpecification(simple).startedBy(started).happened(new CalledOff({ run }));
    expect(told.sent).toHaveLength(1);
    told.reply('a', new Done({ run, what: 'a', receipt: 'r' }));
    expect(told.unanswered).toEqual([undo]);
  });

  it('undoes nothing when that answer is no', () => {
    const told = sagaSpecification(simple).startedBy(started).happened(new CalledOff({ run }));
    told.reply('a', new Impossible({ run, what: 'a' }));
    expect(told.unanswered).toEqual([close('it was called off')]);
  });

  it('before it has started lets it end where it begins, however often that is said', () => {
    const told = sagaSpecification(simple);
    for (let times = 0; times <= 100; times += 1) told.happened(new CalledOff({ run }));
    expect(told.sent).toEqual([]);
    told.startedBy(started);
    expect(told.sent).toEqual([close('it was called off')]);
  });

  it('after the end, or twice, means nothing', () => {
    const told = arrived(simple).happened(new CalledOff({ run }));
    expect(told.status).toBe('completed');
    const back = sagaSpecification(simple).startedBy(started).happened(new CalledOff({ run }));
    back.happened(new CalledOff({ run })).reply('a', new Done({ run, what: 'a', receipt: 'r' }));
    back.happened(new CalledOff({ run }));
    expect(back.unanswered).toEqual([undo]);
  });
});

describe('The deadline of a saga', () => {
  it('undoes it when it still waits, once the answer under way has come', () => {
    const told = sagaSpecification(begun().deadline('1h').build()).startedBy(started).after('1h');
    expect(told.undoReason).toBe('the saga is past its deadline');
    expect(told.reply('a', new Done({ run, what: 'a', receipt: 'r' })).unanswered).toEqual([undo]);
  });

  it('means nothing to one that has ended', () => {
    const told = arrived(begun().deadline('1h').build());
    expect(told.status).toBe('completed');
    expect(told.nextTimerAt).toBeUndefined();
  });
});
