import type { Mutant } from '../mutant.js';

const SEEDS = { kind: 'simulation', seedsMax: 3_000 } as const;

export const inRuntime: readonly Mutant[] = [
  {
    name: 'a message is taken out of its queue before its effects are kept',
    edits: [
      {
        file: 'libs/runtime/engine/worker.ts',
        find: 'const turn = await this.database.transaction(async (tx) => {\n      claimed.push(...(await tx.mailbox.claim({ queues, limit, share: 1 / lanes })));',
        replace:
          'await this.database.transaction(async (tx) => {\n      claimed.push(...(await tx.mailbox.claim({ queues, limit, share: 1 / lanes })));\n      await tx.mailbox.complete(claimed);\n    });\n    const turn = await this.database.transaction(async (tx) => {',
      },
      {
        file: 'libs/runtime/engine/batch.ts',
        find: ': tx.mailbox.complete(handled),',
        replace: ': undefined,',
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'what follows from a message is sent after the commit, from memory',
    edits: [
      {
        file: 'libs/runtime/engine/batch.ts',
        find: 'await Promise.all([this.postOffice.post(tx, turn.outgoing(position)), tx.operations.change(changes)]);',
        replace: 'await tx.operations.change(changes);',
      },
      {
        file: 'libs/runtime/engine/batch.ts',
        find: 'keptEvents: decisions.keptEvents,',
        replace: 'keptEvents: decisions.keptEvents,\n      outgoing: turn.outgoing(position),',
      },
      {
        file: 'libs/runtime/engine/worker.ts',
        find: 'this.done(turn.result);',
        replace:
          'await this.database.transaction((tx) => this.handler.postOffice.post(tx, turn.result.outgoing));\n    this.done(turn.result);',
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'the idempotency key is recorded after the work, in a transaction of its own',
    edits: [
      {
        file: 'libs/runtime/commands/command-admission.ts',
        find: 'const admissions = await this.database.transaction(async (tx) => {',
        replace:
          'await this.database.transaction(async (tx) => {\n      const now = new Date(await tx.now()).toISOString();\n      await this.postOffice.post(tx, requests.map((each) => addressed(each, now)));\n    });\n    const admissions = await this.database.transaction(async (tx) => {',
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'a command is accepted although nobody knows whether it was recorded',
    edits: [
      {
        file: 'libs/runtime/commands/command-admission.ts',
        find: 'const maySucceedAgain =',
        replace:
          "if (error instanceof CommitUnknown) return requests.map(({ operation }) => ({ kind: 'new', operation: { ...operation, state: 'accepted', acceptedAt: '' } }));\n        const maySucceedAgain =",
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'a lost lease does not undo what its owner decided',
    edits: [
      {
        file: 'libs/runtime/bus/reaction-consumer.ts',
        find: 'else if (!(await tx.mailbox.completeLeased(leased))) throw new LeaseLost(envelope.id);',
        replace: 'else await tx.mailbox.completeLeased(leased);',
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'a message for the outside is completed before it is handled',
    edits: [
      {
        file: 'libs/runtime/bus/reaction-consumer.ts',
        find: 'for (const each of leased) this.underWay.set(each, this.finish(each));',
        replace:
          'await this.parts.database.transaction(async (tx) => {\n      for (const each of leased) await tx.mailbox.completeLeased(each);\n    });\n    for (const each of leased) this.underWay.set(each, this.finish(each));',
      },
      {
        file: 'libs/runtime/bus/reaction-consumer.ts',
        find: 'else if (!(await tx.mailbox.completeLeased(leased))) throw new LeaseLost(envelope.id);',
        replace: '',
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'a read model keeps its position in another transaction than its rows',
    edits: [
      {
        file: 'libs/runtime/projections/keep-up.ts',
        find: 'await tx.readModels.save(projection, rows);',
        replace: 'Object.assign(projection, { late: rows });',
      },
      {
        file: 'libs/runtime/projections/log-runner.ts',
        find: 'return this.database.transaction((tx) => readOn(tx, keepers, this.catalog));',
        replace:
          "return this.database.transaction((tx) => readOn(tx, keepers, this.catalog)).then(async (more) => {\n      for (const { reader } of keepers) {\n        const late = Reflect.get(reader, 'late');\n        Reflect.deleteProperty(reader, 'late');\n        if (late) await this.database.transaction((tx) => tx.readModels.save(reader, late));\n      }\n      return more;\n    });",
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'timers are taken in one transaction and become messages in another',
    edits: [
      {
        file: 'libs/runtime/engine/timer-loop.ts',
        find: 'const due = await tx.timers.takeDue(TAKEN_MAX, this.sagas);',
        replace: "const due = Reflect.get(this, 'due') ?? [];",
      },
      {
        file: 'libs/runtime/engine/timer-loop.ts',
        find: 'const turn = await this.database.transaction(async (tx) => {\n      const nextInMs = await tx.timers.nextInMs(this.sagas);\n      if (nextInMs !== 0)',
        replace:
          "const taken = await this.database.transaction((tx) => tx.timers.takeDue(TAKEN_MAX, this.sagas));\n    Reflect.set(this, 'due', taken);\n    const turn = await this.database.transaction(async (tx) => {\n      const nextInMs = await tx.timers.nextInMs(this.sagas);\n      if (taken.length === 0)",
      },
    ],
    caughtBy: { kind: 'specs', paths: ['libs/runtime/engine/timer-loop.spec.ts'] },
  },
  {
    name: 'the timers of a saga are not kept with it',
    edits: [
      {
        file: 'libs/runtime/engine/saga-work.ts',
        find: 'tx.timers.set(touched.flatMap(freshTimers)),',
        replace: 'tx.timers.set([]),',
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'messages of a key overtake one of them that was left in the queue',
    edits: [
      {
        file: 'libs/runtime/engine/follow-ups.ts',
        find: 'for (const each of elsewhere) this.handOver(each);',
        replace: '',
      },
      {
        file: 'libs/runtime/engine/follow-ups.ts',
        find: 'const claimed = mayFollow ? await tx.mailbox.claimIdle([...keys.values()]) : [];',
        replace: 'const claimed = mayFollow ? [...keys.values()] : [];',
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'a failed message leaves with those that were handled',
    edits: [
      {
        file: 'libs/runtime/engine/turn.ts',
        find: 'this.followUps.handOver(message);\n        left.push(message);\n        onFailure(message, error);',
        replace: 'handled.push(message);\n        void onFailure;\n        void error;',
      },
    ],
    caughtBy: SEEDS,
  },
];
