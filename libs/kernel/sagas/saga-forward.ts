import type { CommandStep, SagaNode, SagaState, Step } from './definition.js';
import { stepsOf } from './definition.js';
import { type Target } from './saga-moves.js';
import { SagaUndo } from './saga-undo.js';

/** The way forward: from node to node, as far as a saga can go without an answer from outside. */
export abstract class SagaForward extends SagaUndo {
  /** Goes on as far as it can without an answer from outside. */
  protected proceed(): void {
    while (this.instance.direction === 'forward' && this.instance.pending.length === 0) {
      if (this.mustUndo()) return this.compensate();
      const node = this.definition.nodes[this.instance.at];
      if (!node) return this.end('completed');
      this.enter(node);
    }
  }

  private enter(node: SagaNode): void {
    const { state, itemsDone } = this.instance;
    if (itemsDone === 0 && node.when && !node.when(state)) return this.skip(node);
    switch (node.kind) {
      case 'step':
        return this.enterStep(node.step);
      case 'parallel':
        return this.enterGroup(node.steps);
      case 'each': {
        if (itemsDone > 0) return this.enterItem(node.step);
        const items = node.items(state);
        if (items.length === 0) return this.skip(node);
        this.change({ items });
        return this.enterItem(node.step);
      }
    }
  }

  private skip(node: SagaNode): void {
    for (const step of stepsOf(node)) this.leaveOut(step);
    this.nextNode();
  }

  private leaveOut({ name }: Step): void {
    this.leaveBehind({ path: name, step: name }, 'skipped');
    this.note('skipped', name);
  }

  private enterGroup(steps: readonly CommandStep[]): void {
    const { state } = this.instance;
    const wanted = steps.filter((step) => !step.when || step.when(state));
    for (const step of steps) if (!wanted.includes(step)) this.leaveOut(step);
    if (wanted.length === 0) return this.nextNode();
    for (const step of wanted) this.enterStep(step);
  }

  private enterItem(step: CommandStep): void {
    const index = this.instance.itemsDone;
    this.send('do', { path: `${step.name}[${index}]`, step: step.name, item: this.instance.items[index] }, 1);
  }

  protected enterStep(step: Step): void {
    const here = { path: step.name, step: step.name, since: this.context.now };
    const { now } = this.context;
    switch (step.kind) {
      case 'command':
        return this.send('do', here, 1);
      case 'event': {
        const early = this.instance.early.find((each) => each.type === step.event.type);
        if (early) return this.takeEarly(step.name, early, step.learn(early.data, this.instance.state));
        const deadline = step.withinMs === undefined ? {} : { deadlineAt: now + step.withinMs };
        return this.wait({ ...here, kind: 'event', event: step.event.type, ...deadline });
      }
      case 'time':
        return this.wait({ ...here, kind: 'time', until: step.until(this.instance.state, now) });
      case 'person': {
        const { permission, withinMs } = step;
        return this.wait({ ...here, kind: 'person', permission, deadlineAt: now + withinMs });
      }
    }
  }

  private takeEarly(step: string, early: { type: string; data: unknown }, learned: SagaState): void {
    this.change({ early: this.instance.early.filter((each) => each !== early) });
    this.finish({ path: step, step }, learned);
  }

  /** A step is done: learn from it, and move on when nothing else of its node is under way. */
  protected finish(target: Target, learned: SagaState): void {
    this.change({
      state: { ...this.instance.state, ...learned },
      pending: this.instance.pending.filter((each) => each.path !== target.path),
      abandoned: this.instance.abandoned.filter((each) => each.path !== target.path),
    });
    this.leaveBehind(target, 'done');
    this.note('done', target.path);
    if (this.instance.pending.length > 0) return;
    const node = this.definition.nodes[this.instance.at];
    const itemsDone = this.instance.itemsDone + 1;
    if (node?.kind === 'each' && itemsDone < this.instance.items.length) this.change({ itemsDone });
    else this.nextNode();
  }

  private nextNode(): void {
    this.change({ at: this.instance.at + 1, items: [], itemsDone: 0 });
    if (this.instance.undoReason === undefined || !this.pastPivot()) return;
    // The pivot was under way when somebody asked to undo, and it has taken effect.
    const { undoReason, ...onward } = this.instance;
    this.instance = onward;
    this.note('ignored', undefined, `too late to undo: ${undoReason}`);
  }

  /** Remembers that the saga is to be undone, and starts as soon as no answer is outstanding. */
  protected wantUndo(reason: string): void {
    if (this.instance.undoReason === undefined) this.change({ undoReason: reason });
    this.change({ pending: this.instance.pending.filter((each) => 'token' in each) });
    this.proceed();
  }
}
