import { saga } from './builder.js';
import { exponential } from './retry-policy.js';
import {
  Busy,
  CalledOff,
  Cancel,
  Close,
  Declined,
  Do,
  Done,
  Impossible,
  Started,
  Undo,
  Undone,
  WorkBegun,
} from './sample-messages.js';
import type { Unsent } from './step-builder.js';

export const run = 'a run';
export type SampleState = { readonly run: string; readonly receipts: Readonly<Record<string, string>> };

export const begun = () =>
  saga('samples.process', { version: 1 })
    .startedBy(
      Started,
      ({ data }): SampleState => ({ run: data.run, receipts: {} }),
      ({ data }) => data.run,
    )
    .cancelledBy(CalledOff, ({ data }) => data.run, 'it was called off')
    .afterCompensation(Close, (state, reason) => ({ run: state.run, reason }));

/** A step that can be undone by what it learned, cancelled without it, and retried. */
export const undoable = (what: string) => (step: Unsent<SampleState, undefined>) =>
  step
    .send(Do, () => ({ run, what }))
    .on(Done, ({ receipt }, { receipts }) => ({ receipts: { ...receipts, [what]: receipt } }))
    .refusedOn(Declined, () => ({ declined: what }))
    .retryOn(Busy)
    .retry(exponential({ first: '1s', max: '1m', attempts: 3 }))
    .noteOn(WorkBegun, () => 'work has begun')
    .undo(Undo, ({ receipts }) => ({ run, what, receipt: receipts[what] ?? 'no receipt' }))
    .cancel(Cancel, () => ({ run, what }))
    .within('30s');

export const forward = (what: string) => (step: Unsent<SampleState, undefined>) =>
  step
    .send(Do, () => ({ run, what }))
    .on(Done)
    .refusedOn(Declined)
    .within('30s');

export const done = (what: string) => new Done({ run, what, receipt: `${what}-1` });
export const to = (what: string) => new Do({ run, what });
export const undo = (what: string) => new Undo({ run, what, receipt: `${what}-1` });
export const cancel = (what: string) => new Cancel({ run, what });
export const undone = (what: string) => new Undone({ run, what });
export const impossible = (what: string) => new Impossible({ run, what });
export const busy = (what: string) => new Busy({ run, what });
export const close = (reason: string) => new Close({ run, reason });
export const started = new Started({ run });
export const calledOff = new CalledOff({ run });
