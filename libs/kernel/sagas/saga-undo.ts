import type { Message } from '../messages/message.js';
import { stepsOf } from './definition.js';
import { CLOSING, type UndoTask } from './instance.js';
import { compensationRetries, pauseAfter, type RetryPolicy } from './retry-policy.js';
import { type Answerable, SagaMoves, targetOf } from './saga-moves.js';

/** The way back: what a saga undoes, in which order, and what it does when undoing fails. */
export abstract class SagaUndo extends SagaMoves {
  protected mustUndo(): boolean {
    return this.instance.undoReason !== undefined && !this.pastPivot();
  }

  protected pastPivot(): boolean {
    const pivot = this.definition.nodes.findIndex((node) => node.pivot);
    return pivot >= 0 && this.instance.at > pivot;
  }

  protected compensate(): void {
    const done = this.instance.trail.filter((each) => each.outcome === 'done' && this.hasUndo(each.step));
    const undo = done.toReversed().map((each) => ({ ...targetOf(each), purpose: 'undo' as const }));
    const close: UndoTask[] = this.definition.afterCompensation
      ? [{ path: CLOSING, step: CLOSING, purpose: 'close' }]
      : [];
    this.change({ direction: 'backward', undoing: [...this.instance.undoing, ...undo, ...close] });
    this.note('undoing', undefined, this.instance.undoReason);
    this.undoNext();
  }

  private undoNext(): void {
    if (this.instance.pending.length > 0) return;
    const [task] = this.instance.undoing;
    if (task) this.send(task.purpose, task, 1);
    else this.end('compensated');
  }

  protected onUndoAnswer(pending: Answerable, message: Message): void {
    const progress = this.progressIn(pending, message);
    if (progress !== undefined) return this.takeNote(pending, progress);
    if (message.kind === 'refusal') {
      this.note('refused', pending.path, message.type);
      if (this.pause(pending, compensationRetries, message.type)) return;
      return this.callOperator(pending, `undoing is refused: ${message.type}`);
    }
    this.drop(pending);
    const [, ...undoing] = this.instance.undoing;
    this.change({ undoing });
    if (pending.purpose !== 'close') {
      this.change({ trail: this.instance.trail.filter((each) => each.path !== pending.path) });
      this.leaveBehind(pending, pending.purpose === 'cancel' ? 'cancelled' : 'undone');
    }
    this.note('undone', pending.path);
    this.undoNext();
  }

  /** An attempt that was given up answers after all: if it took effect, it is undone. */
  protected onLateReply(token: string, message: Message): void {
    const late = this.instance.abandoned.find((each) => each.token === token);
    const step = late && this.commandStep(late.step);
    const success = step?.replies.find((each) => each.message.type === message.type);
    if (!late || !step?.undo || !success) {
      return this.note('ignored', late?.path, `late or repeated answer ${message.type}`);
    }
    const { state } = this.instance;
    const { ended: _, ...open } = this.instance;
    this.instance = {
      ...open,
      state: { ...state, ...success.learn(message.data, state, late.item) },
      // All attempts carry the same ids, so what one of them did is undone for all.
      abandoned: this.instance.abandoned.filter((each) => each.path !== late.path),
      undoing: this.withUndo({ ...targetOf(late), purpose: 'undo' }),
    };
    this.note('undoing', late.path, `it took effect after it was given up: ${message.type}`);
    if (this.instance.direction === 'backward') this.undoNext();
  }

  /** In the place of a cancel that was not sent yet, otherwise last, but before the saga is closed. */
  private withUndo(undo: UndoTask): UndoTask[] {
    const { undoing, direction } = this.instance;
    const underWay = undoing.slice(0, direction === 'backward' ? 1 : 0);
    const ahead = undoing.slice(underWay.length);
    const isCancel = (each: UndoTask) => each.purpose === 'cancel' && each.path === undo.path;
    if (ahead.some(isCancel)) {
      return [...underWay, ...ahead.map((each) => (isCancel(each) ? undo : each))];
    }
    const closing = ahead.filter((each) => each.purpose === 'close');
    return [...underWay, ...ahead.filter((each) => each.purpose !== 'close'), undo, ...closing];
  }

  /** @returns false when no attempt is left. */
  protected pause(pending: Answerable, policy: RetryPolicy, because: string): boolean {
    const pauseMs = pauseAfter(policy, pending.attempt);
    if (pauseMs === undefined) return false;
    const until = this.context.now + pauseMs;
    // Giving up on undoing leaves somebody's money in the wrong place, so only what is done has a deadline for all.
    const deadlineAt = pending.kind === 'reply' && pending.purpose === 'do' ? pending.deadlineAt : undefined;
    if (deadlineAt !== undefined && until >= deadlineAt) return false;
    this.replace(pending, {
      ...targetOf(pending),
      kind: 'pause',
      purpose: pending.purpose,
      attempt: pending.attempt + 1,
      since: this.context.now,
      until,
      because,
      ...(deadlineAt !== undefined && { deadlineAt }),
    });
    return true;
  }

  /** What a reply that decides nothing says to people. */
  protected progressIn(pending: Answerable, message: Message): string | undefined {
    const step = this.definition.nodes.flatMap(stepsOf).find((each) => each.name === pending.step);
    const notes = step?.kind === 'command' ? step.notes : [];
    return notes.find((each) => each.message.type === message.type)?.text(message.data);
  }

  protected takeNote(pending: Answerable, note: string): void {
    this.note('noted', pending.path, note);
    if (pending.kind === 'reply') this.replace(pending, { ...pending, note });
  }
}
