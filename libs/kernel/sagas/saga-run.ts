import type { Message } from '../messages/message.js';
import type { CommandStep } from './definition.js';
import { stepsOf } from './definition.js';
import {
  type Pending,
  type PendingOperator,
  type PendingReply,
  SAGA_DEADLINE,
  timerToken,
} from './instance.js';
import type { SagaInput } from './reaction.js';
import { SagaForward } from './saga-forward.js';
import { type Answerable, targetOf } from './saga-moves.js';

/** A saga that is sent more events than this before it waits for them is sent them by mistake. */
const EARLY_MAX = 100;

type InputOf<Kind extends SagaInput['kind']> = Extract<SagaInput, { kind: Kind }>;

/** One reaction under way: decides what a saga does about what happened, and never looks outside. */
export class SagaRun extends SagaForward {
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
      case 'undeliverable':
        return this.onUndeliverable(input);
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

  // ---- answers ----

  private onReply(token: string, message: Message): void {
    const pending = this.instance.pending.find(
      (each): each is Answerable =>
        (each.kind === 'reply' || each.kind === 'operator') && each.token === token,
    );
    if (!pending) return this.onOtherReply(token, message);
    if (pending.purpose === 'do') this.onAnswer(pending, this.commandStep(pending.step), message);
    else this.onUndoAnswer(pending, message);
  }

  /** The answer to an attempt that is not the present one: as good as the present one's when it says that all is done. */
  private onOtherReply(token: string, message: Message): void {
    const earlier = this.instance.abandoned.find((each) => each.token === token);
    const present = this.instance.pending.find(
      (each) => 'purpose' in each && each.purpose === 'do' && each.path === earlier?.path,
    );
    const success =
      present && this.commandStep(present.step).replies.find((each) => each.message.type === message.type);
    if (!present || !success) return this.onLateReply(token, message);
    this.finish(present, success.learn(message.data, this.instance.state, present.item));
    this.proceed();
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
    const retried = mayTryAgain(step, message);
    if (message.kind === 'event' && !lesson && !retried) return this.takeNote(pending, message.type);
    if (lesson) this.change({ state: { ...state, ...lesson.learn(message.data, state, pending.item) } });
    this.note('refused', pending.path, message.type);
    this.onRefusal(pending, step, message);
  }

  private onRefusal(pending: Answerable, step: CommandStep, message: Message): void {
    const again = !this.mustUndo() && mayTryAgain(step, message);
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
    const { early } = this.instance;
    if (!this.mayStillWant(type))
      return this.note('ignored', undefined, `nothing waits for ${type} any more`);
    if (early.length >= EARLY_MAX) {
      throw new Error(
        `${this.definition.name} ${this.instance.key} keeps ${EARLY_MAX} early events, and cannot keep ${type}`,
      );
    }
    this.change({ early: [...early, { type, data }] });
  }

  private mayStillWant(type: string): boolean {
    const { startedAt, direction, at, early } = this.instance;
    if (startedAt === undefined && this.definition.cancelledBy.some((each) => each.event.type === type)) {
      return early.every((each) => each.type !== type);
    }
    const ahead = direction === 'forward' ? this.definition.nodes.slice(at).flatMap(stepsOf) : [];
    return ahead.some((step) => step.kind === 'event' && step.event.type === type);
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

  private onUndeliverable({ token, reason }: InputOf<'undeliverable'>): void {
    const pending = this.instance.pending.find((each) => each.kind === 'reply' && each.token === token);
    if (pending?.kind !== 'reply')
      return this.note('ignored', undefined, `nothing waits for ${token}: ${reason}`);
    this.callOperator(pending, `${pending.command} cannot be delivered: ${reason}`);
  }

  private onResume(input: InputOf<'resume'>): void {
    const stuck = this.instance.pending.filter((each) => each.kind === 'operator');
    if (stuck.length === 0) return this.note('ignored', undefined, 'resume, but the saga is not stuck');
    this.note('resumed', undefined, `${input.by}: ${input.reason}`);
    for (const each of stuck) {
      this.drop(each);
      const step = each.purpose === 'do' ? this.step(each.step) : undefined;
      if (step && step.kind !== 'command') this.enterStep(step);
      else this.sendAgain(each);
    }
    this.proceed();
  }

  /** Nobody knows for certain what became of the attempt before: it may still take effect. */
  private sendAgain(stuck: PendingOperator): void {
    if (stuck.purpose === 'do') {
      const { abandoned } = this.instance;
      this.change({ abandoned: [...abandoned, { ...targetOf(stuck), token: stuck.token }] });
    }
    this.send(stuck.purpose, stuck, stuck.attempt + 1);
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
    const step = this.step(pending.step);
    if (step.kind === 'event' && step.goesOn === true) {
      this.finish(pending, {});
      return this.proceed();
    }
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
}

const mayTryAgain = ({ retried }: CommandStep, { type, data }: Message): boolean =>
  retried.some(({ message, when }) => message.type === type && when(data));
