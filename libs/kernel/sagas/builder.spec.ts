import { describe, expect, it } from '@jest/globals';

import type { DataOf } from '../messages/message.js';
import { saga } from './builder.js';
import { problemsOf } from './check.js';
import { BellRang, Close, Do, Done, DoneBefore, type Impossible, Started, Undo } from './sample-messages.js';
import type { Unsent } from './step-builder.js';

// What the compiler would say about a saga, said here by types: this file does not compile when one of them is wrong.

type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
type Fits<Given, Wanted> = Given extends Wanted ? true : false;
type Flat<T> = { [Name in keyof T]: T[Name] };
type StateOf<Step> = Step extends Unsent<infer State, infer _> ? Flat<State> : never;
const proves = <Claim extends true>(...claims: Claim[]): Claim[] => claims;

type Began = { readonly run: string };
const begun = () =>
  saga('samples.process', { version: 1 }).startedBy(
    Started,
    ({ data }): { readonly run: string } => data,
    ({ data }) => data.run,
  );
const doing = ({ run }: Began) => ({ run, what: 'a' });

describe('The type of a saga', () => {
  it('knows after a step what the step has learned, and not before', () => {
    begun()
      .step('a', (step) => {
        proves<Same<StateOf<typeof step>, { readonly run: string }>>();
        return step.send(Do, doing).on(Done, ({ receipt }) => ({ receipt }));
      })
      .step('b', (step) => {
        proves<Same<StateOf<typeof step>, { readonly run: string; receipt: string }>>();
        return step.send(Do, doing).on(Done);
      })
      .pivot('c', (step) => {
        proves<Same<StateOf<typeof step>, { readonly run: string; receipt: string }>>();
        return step.send(Do, doing).on(Done);
      })
      .step('d', (step) => {
        proves<Same<StateOf<typeof step>, { readonly run: string; receipt: string }>>();
        return step.send(Do, doing).on(Done);
      });
  });

  it('lets an undo see what its own step has learned, and a cancel not', () => {
    begun().step('a', (step) =>
      step
        .send(Do, doing)
        .on(Done, ({ receipt }) => ({ receipt }))
        .undo(Undo, (state) => {
          proves<Same<typeof state, { readonly run: string; receipt: string }>>();
          return { ...doing(state), receipt: state.receipt };
        })
        .cancel(Do, (state) => {
          proves<Same<typeof state, { readonly run: string }>>();
          return doing(state);
        }),
    );
  });

  it('does not promise what a step that may be skipped would teach', () => {
    begun()
      .step('a', (step) =>
        step
          .send(Do, doing)
          .on(Done, ({ receipt }) => ({ receipt }))
          .when(() => false),
      )
      .step('b', (step) => {
        proves<Same<StateOf<typeof step>, { readonly run: string; receipt?: string }>>();
        return step.send(Do, doing).on(Done);
      });
  });

  it('does not promise what a for-each would teach, since there may be no item', () => {
    begun()
      .forEach(
        'a',
        () => [1, 2],
        (step) => {
          proves<Same<typeof step, Unsent<{ readonly run: string }, number>>>();
          return step
            .send(Do, (state, item) => ({ ...doing(state), what: item.toFixed() }))
            .on(Done, ({ receipt }) => ({ receipt }));
        },
      )
      .step('b', (step) => {
        proves<Same<StateOf<typeof step>, { readonly run: string; receipt?: string }>>();
        return step.send(Do, doing).on(Done);
      });
  });

  it('promises of two answers what both teach', () => {
    begun()
      .step('a', (step) =>
        step
          .send(Do, doing)
          .on(Done, ({ receipt }) => ({ receipt, proof: receipt }))
          .on(DoneBefore, ({ since }) => ({ since, proof: since })),
      )
      .step('b', (step) => {
        type Learned = { proof: string | number; receipt?: string; since?: number };
        proves<Same<StateOf<typeof step>, Flat<{ readonly run: string } & Learned>>>();
        return step.send(Do, doing).on(Done);
      });
  });

  it('keeps a known field when something may or may not replace it', () => {
    begun()
      .step('a', (step) => step.send(Do, doing).on(Done, ({ receipt }) => ({ proof: receipt })))
      .step('b', (step) =>
        step
          .send(Do, doing)
          .on(DoneBefore, ({ since }) => ({ proof: since }))
          .when(() => true),
      )
      .step('c', (step) => {
        proves<Same<StateOf<typeof step>, { readonly run: string; proof: string | number }>>();
        return step.send(Do, doing).on(Done);
      });
  });

  it('gives the steps of a group the state from before it, and to the next what all have learned', () => {
    begun()
      .parallel('both', (both) =>
        both
          .step('a', (step) => step.send(Do, doing).on(Done, ({ receipt }) => ({ receipt })))
          .step('b', (step) => {
            proves<Same<StateOf<typeof step>, { readonly run: string }>>();
            return step.send(Do, doing).on(DoneBefore, ({ since }) => ({ since }));
          }),
      )
      .awaitEvent('bell', BellRang, {
        by: ({ data }) => data.run,
        learn: ({ times }) => ({ times }),
      })
      .step('c', (step) => {
        type Learned = { receipt: string; since: number; times: number };
        proves<Same<StateOf<typeof step>, Flat<{ readonly run: string } & Learned>>>();
        return step.send(Do, doing).on(Done);
      });
  });

  it('tells the last command of an undone saga only what is certain at any time', () => {
    begun()
      .step('a', (step) => step.send(Do, doing).on(Done, ({ receipt }) => ({ receipt })))
      .afterCompensation(Close, (state, reason) => {
        proves<Same<Flat<typeof state>, { run: string; receipt?: string }>>();
        return { run: state.run, reason };
      });
  });

  it('takes a step that was built for less state than there is', () => {
    const apart = (step: Unsent<Began, undefined>) =>
      step.send(Do, doing).on(Done, ({ receipt }) => ({ receipt }));
    const built = begun()
      .step('a', (step) => step.send(Do, doing).on(DoneBefore, ({ since }) => ({ since })))
      .step('b', apart)
      .step('c', (step) => {
        proves<Same<StateOf<typeof step>, { readonly run: string; since: number; receipt: string }>>();
        return step.send(Do, doing).on(Done);
      })
      .build();
    expect(built.nodes.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('takes no data that a command does not have, and reads no field that an answer does not have', () => {
    const claims = proves<true>(
      ...proves<Same<Fits<{ run: string }, DataOf<typeof Do>>, false>>(true),
      ...proves<Same<Fits<{ run: string; what: number }, DataOf<typeof Do>>, false>>(true),
      ...proves<Fits<{ run: string; what: string }, DataOf<typeof Do>>>(true),
      ...proves<Same<Fits<'reciept', keyof DataOf<typeof Done>>, false>>(true),
      ...proves<Fits<'receipt', keyof DataOf<typeof Done>>>(true),
      // A step can run only once its answer is named, and only an event can be its answer.
      ...proves<Same<Fits<'undo', keyof ReturnType<Unsent<Began, undefined>['send']>>, false>>(true),
      ...proves<Same<Fits<typeof Impossible, OnParameter>, false>>(true),
      ...proves<Fits<typeof Done, OnParameter>>(true),
    );
    expect(claims).toHaveLength(8);
  });
});

type OnParameter = Parameters<ReturnType<Unsent<Began, undefined>['send']>['on']>[0];

describe('The builder of sagas', () => {
  it('leaves a saga as it was when another is built from it', () => {
    const one = begun().step('a', (step) => step.send(Do, doing).on(Done).nothingToUndo('it is a sample'));
    const longer = one.step('b', (step) => step.send(Do, doing).on(Done));
    expect(one.build().nodes).toHaveLength(1);
    expect(longer.build().nodes).toHaveLength(2);
    expect(problemsOf(one.build())).toEqual([]);
  });

  it('takes durations that people can read, and no others', () => {
    const lasting = (duration: '10m' | '0s' | '1.5h') => begun().deadline(duration).build().deadlineMs;
    expect(lasting('10m')).toBe(600_000);
    expect(lasting('1.5h')).toBe(5_400_000);
    expect(() => lasting('0s')).toThrow('"0s" is not a duration such as 30s');
  });
});
