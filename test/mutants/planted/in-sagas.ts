import type { Mutant } from '../mutant.js';

const SEEDS = { kind: 'simulation', seedsMax: 3_000 } as const;

export const inSagas: readonly Mutant[] = [
  {
    name: 'a timer ends whatever the saga waits for, without a look at its token',
    edits: [
      {
        file: 'libs/kernel/sagas/saga-run.ts',
        find: 'this.instance.pending.find((each) => timerToken(each) === token)',
        replace: 'this.instance.pending[0]',
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'an answer is taken without a look at its token',
    edits: [
      {
        file: 'libs/kernel/sagas/saga-run.ts',
        find: "(each.kind === 'reply' || each.kind === 'operator') && each.token === token,",
        replace: "(each.kind === 'reply' || each.kind === 'operator') && token !== '',",
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'a late answer after the compensation is thrown away',
    edits: [
      {
        file: 'libs/kernel/sagas/saga-undo.ts',
        find: 'if (!late || !step?.undo || !success) {',
        replace: 'if (late || !step?.undo || !success) {',
      },
    ],
    // Each step of a purchase has a cancel that participants remember, which does the same once more.
    caughtBy: { kind: 'specs', paths: ['libs/kernel/sagas/undoing.spec.ts'] },
  },
  {
    name: 'what was done last is not undone',
    edits: [
      {
        file: 'libs/kernel/sagas/saga-undo.ts',
        find: 'const undo = done.toReversed().map(',
        replace: 'const undo = done.toReversed().slice(1).map(',
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'silence is taken for failure: nothing is cancelled, and a late answer means nothing',
    edits: [
      {
        file: 'libs/kernel/sagas/saga-run.ts',
        find: "undoing: [...this.instance.undoing, { ...target, purpose: 'cancel' }],",
        replace: 'undoing: this.instance.undoing,',
      },
      {
        file: 'libs/kernel/sagas/saga-run.ts',
        find: 'abandoned: [...this.instance.abandoned, { ...target, token: pending.token }],',
        replace: '',
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'a cancellation is obeyed behind the point of no return',
    edits: [
      {
        file: 'libs/kernel/sagas/saga-undo.ts',
        find: 'return pivot >= 0 && this.instance.at > pivot;',
        replace: 'return pivot >= 0 && this.instance.at > pivot + 2;',
      },
    ],
    caughtBy: SEEDS,
  },
];
