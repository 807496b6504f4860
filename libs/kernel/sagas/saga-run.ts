import type { Message } from '../messages/message.js';
import type { CommandStep, SagaNode, SagaState, Step } from './definition.js';
import { stepsOf } from './definition.js';
import { type Pending, type PendingReply, SAGA_DEADLINE, timerToken } from './instance.js';
import type { SagaInput } from './reaction.js';
import { type Answerable, type Target, targetOf } from './saga-moves.js';
import { SagaUndo } from './saga-undo.js';

type InputOf<Kind extends SagaInput['kind']> = Extract<SagaInput, { kind: Kind }>;

/** One reaction under way: decides what a saga does about what happened, and never looks outside. */
export class SagaRun extends SagaUndo {
  take(input: SagaInput): void {
    switch (input.kind) {
      case 'start':
        return this.start(input);
      case 'event':
        return this.onEvent(input.message);
      case 'reply':
        return this.onReply(input.token, input.message);
      case 'timer':
        return this.onTimer(input.token);
      case 'decision':
        return this.onDecision(input);
      case 'resume':
        return this.onResume(input);
    }
  }

  private start(input: InputOf<'start'>): void {
    if (this.instance.startedAt !== undefined) return this.note('ignored', undefined, 'started before');
    const { deadlineMs, startedBy } = this.definition;
    this.change({
      state: startedBy.state(input.message),
      startedAt: this.context.now,
      correlationId: input.correlationId,
      ...(input.operationId !== undefined && { operationId: input.operationId }),
      ...(deadlineMs !== undefined && { deadlineAt: this.context.now + deadlineMs }),
    });
    this.note('started', undefined, input.message.type);
    const cancels = this.definition.cancelledBy.filter((cancel) =>
      this.instance.early.some((each) => each.type === cancel.event.type),
    );
    if (cancels[0]) this.wantUndo(cancels[0].reason);
    else this.proceed();
  }

  // ---- forward ----

  /** Goes on as far as it can without an answer from outside. */
  private proceed(): void {
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

  private enterStep(step: Step): void {
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
  private finish(target: Target, learned: SagaState): void {
    this.change({
      state: { ...this.instance.state, ...learned },
      pending: this.instance.pending.filter((each) => each.path !== target.path),
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

  // ---- answers ----

  private onReply(token: string, message: Message): void {
    const pending = this.instance.pending.find(
      (each): each is Answerable =>
        (each.kind === 'reply' || each.kind === 'operator') && each.token === token,
    );
    if (!pending) return this.onLateReply(token, message);
    if (pending.purpose === 'do') this.onAnswer(pending, this.commandStep(pending.step), message);
    else this.onUndoAnswer(pending, message);
  }

  private onAnswer(pending: Answerable, step: CommandStep, message: Message): void {
    const { state } = this.instance;
    const progress = this.progressIn(pending, message);
    if (progress !== undefined) return this.takeNote(pending, progress);

    const success = step.replies.find((each) => each.message.type === message.type);
    if (success) {
      this.finish(pending, success.learn(message.data, state, pending.item));
      return this.proceed();
    }
    const lesson = step.refusals.find((each) => each.message.type === message.type);
    const retried = step.retried.some((each) => each.type === message.type);
    if (message.kind === 'event' && !lesson && !retried) return this.takeNote(pending, message.type);
    if (lesson) this.change({ state: { ...state, ...lesson.learn(message.data, state, pending.item) } });
    this.note('refused', pending.path, message.type);
    this.onRefusal(pending, step, message);
  }

  private onRefusal(pending: Answerable, step: CommandStep, message: Message): void {
    const again = !this.mustUndo() && step.retried.some((each) => each.type === message.type);
    if (again && this.pause(pending, step.retry, message.type)) return;
    if (this.pastPivot()) return this.callOperator(pending, `${message.type} after the point of no return`);
    this.drop(pending);
    if (this.instance.undoReason === undefined) {
      this.change({ refusal: { type: message.type, data: message.data } });
    }
    this.wantUndo(`${pending.path} was refused: ${message.type}`);
  }

  // ---- events, people, time ----

  private onEvent(message: Message): void {
    if (this.instance.startedAt === undefined) return this.keepForLater(message);
    const cancel = this.definition.cancelledBy.find((each) => each.event.type === message.type);
    if (cancel) return this.onCancel(cancel.reason);
    const waiting = this.instance.pending.find(
      (each) => each.kind === 'event' && each.event === message.type,
    );
    if (waiting) {
      const step = this.step(waiting.step);
      if (step.kind !== 'event') throw new Error(`${waiting.step} does not wait for an event`);
      this.finish(waiting, step.learn(message.data, this.instance.state));
      return this.proceed();
    }
    if (this.instance.ended) return this.note('ignored', undefined, `${message.type} after the end`);
    this.keepForLater(message);
  }

  private keepForLater({ type, data }: Message): void {
    this.change({ early: [...this.instance.early, { type, data }] });
  }

  private onCancel(reason: string): void {
    if (this.instance.ended || this.instance.direction === 'backward' || this.pastPivot()) {
      return this.note('ignored', undefined, `too late to cancel: ${reason}`);
    }
    this.wantUndo(reason);
  }

  private onDecision(input: InputOf<'decision'>): void {
    const { step, approved, by, reason } = input;
    const waiting = this.instance.pending.find((each) => each.kind === 'person' && each.path === step);
    if (!waiting) return this.note('ignored', step, `decision by ${by}, but the step waits for nobody`);
    this.note('decided', step, `${approved ? 'approved' : 'rejected'} by ${by}: ${reason}`);
    if (approved) {
      this.finish(waiting, {});
      return this.proceed();
    }
    const because = `${step} was rejected by ${by}: ${reason}`;
    if (this.pastPivot()) return this.callOperatorFor(waiting, because);
    this.drop(waiting);
    this.wantUndo(because);
  }

  private onResume(input: InputOf<'resume'>): void {
    const stuck = this.instance.pending.filter((each) => each.kind === 'operator');
    if (stuck.length === 0) return this.note('ignored', undefined, 'resume, but the saga is not stuck');
    this.note('resumed', undefined, `${input.by}: ${input.reason}`);
    for (const each of stuck) {
      this.drop(each);
      const step = each.purpose === 'do' ? this.step(each.step) : undefined;
      if (step && step.kind !== 'command') this.enterStep(step);
      else this.send(each.purpose, each, each.attempt + 1);
    }
    this.proceed();
  }

  private onTimer(token: string): void {
    if (token === SAGA_DEADLINE) return this.onSagaDeadline();
    const pending = this.instance.pending.find((each) => timerToken(each) === token);
    if (!pending) return this.note('ignored', undefined, `timer of the past: ${token}`);
    switch (pending.kind) {
      case 'time':
        this.finish(pending, {});
        return this.proceed();
      case 'pause':
        this.drop(pending);
        return this.send(pending.purpose, pending, pending.attempt, pending.deadlineAt);
      case 'reply':
        return this.onSilence(pending);
      case 'event':
      case 'person':
        return this.onNobodyCame(pending);
      case 'operator':
        return;
    }
  }

  /** No answer in time: the outcome is unknown, which is neither success nor failure. */
  private onSilence(pending: PendingReply): void {
    this.note('timed out', pending.path, `no answer to ${pending.command}: its outcome is unknown`);
    const step = pending.purpose === 'do' ? this.commandStep(pending.step) : undefined;
    if (!step?.cancel || this.pastPivot()) {
      return this.callOperator(pending, `no answer to ${pending.command} in time`);
    }
    const target = targetOf(pending);
    this.drop(pending);
    this.change({
      abandoned: [...this.instance.abandoned, { ...target, token: pending.token }],
      undoing: [...this.instance.undoing, { ...target, purpose: 'cancel' }],
    });
    this.wantUndo(`${pending.path} was not answered in time`);
  }

  private onNobodyCame(pending: Extract<Pending, { kind: 'event' | 'person' }>): void {
    this.note('timed out', pending.path);
    if (this.pastPivot()) return this.callOperatorFor(pending, 'nothing came in time');
    this.drop(pending);
    this.wantUndo(`${pending.path}: nothing came in time`);
  }

  private callOperatorFor(waiting: Pending, because: string): void {
    this.callOperator({ ...waiting, purpose: 'do', attempt: 1, token: timerToken(waiting) }, because);
  }

  private onSagaDeadline(): void {
    if (this.instance.ended || this.instance.direction === 'backward') return;
    if (!this.pastPivot()) return this.wantUndo('the saga is past its deadline');
    this.change({ overdue: true });
    this.note('overdue');
  }

  /** Remembers that the saga is to be undone, and starts as soon as no answer is outstanding. */
  private wantUndo(reason: string): void {
    if (this.instance.undoReason === undefined) this.change({ undoReason: reason });
    this.change({ pending: this.instance.pending.filter((each) => 'token' in each) });
    this.proceed();
  }
}
