import type { Message } from '../messages/message.js';
import type { CommandStep, SagaDefinition, Step } from './definition.js';
import { stepsOf } from './definition.js';
import { milliseconds } from './duration.js';
import type {
  Pending,
  PendingOperator,
  PendingReply,
  Purpose,
  SagaInstance,
  TrailEntry,
} from './instance.js';
import type { Reaction, SagaCommand, SagaContext, SagaHistoryEntry } from './reaction.js';

/** How long undoing waits for an answer where the step sets no limit, before it calls a person. */
const UNDOING_WITHIN_MS = milliseconds('1h');

/** A wait that an answer can end. */
export type Answerable = PendingReply | PendingOperator;

/** One step, and the item of a for-each, that a saga acts on. */
export interface Target {
  readonly path: string;
  readonly step: string;
  readonly item?: unknown;
}

/** The small moves of a saga: they change the instance and collect what it sends, and decide nothing. */
export abstract class SagaMoves {
  private readonly commands: SagaCommand[] = [];
  private readonly history: SagaHistoryEntry[] = [];

  constructor(
    protected readonly definition: SagaDefinition,
    protected instance: SagaInstance,
    protected readonly context: SagaContext,
  ) {}

  reaction(): Reaction {
    return { instance: this.instance, commands: this.commands, history: this.history };
  }

  /** @param givenDeadlineAt when the attempts before this one have used up some of the step's time */
  protected send(purpose: Purpose, target: Target, attempt: number, givenDeadlineAt?: number): void {
    const { declaration, data, withinMs } = this.commandFor(purpose, target);
    const message: Message<'command'> = Reflect.construct(declaration, [data]);
    const { now } = this.context;
    const deadlineAt = givenDeadlineAt ?? (withinMs === undefined ? undefined : now + withinMs);
    const id = this.context.newId();
    const token = `${target.path}:${purpose}:${attempt}`;
    this.commands.push({ id, message, token });
    this.note('sent', target.path, `${message.type}${attempt > 1 ? `, attempt ${attempt}` : ''}`);
    this.wait({
      ...targetOf(target),
      kind: 'reply',
      purpose,
      attempt,
      token,
      commandId: id,
      command: message.type,
      since: now,
      ...(deadlineAt !== undefined && { deadlineAt }),
    });
  }

  private commandFor(purpose: Purpose, target: Target) {
    const { state, undoReason } = this.instance;
    if (purpose === 'close') {
      const close = this.definition.afterCompensation;
      if (!close) throw new Error(`${this.definition.name} has no command to close with`);
      return {
        declaration: close.command,
        data: close.data(state, undoReason ?? ''),
        withinMs: UNDOING_WITHIN_MS,
      };
    }
    const step = this.commandStep(target.step);
    const sending = { do: step.send, undo: step.undo, cancel: step.cancel }[purpose];
    if (!sending) throw new Error(`${target.step} has no command to ${purpose} it`);
    const withinMs = step.withinMs ?? (purpose === 'do' ? undefined : UNDOING_WITHIN_MS);
    return { declaration: sending.command, data: sending.data(state, target.item), withinMs };
  }

  protected wait(pending: Pending): void {
    this.change({ pending: [...this.instance.pending, pending] });
    if (pending.kind !== 'reply') this.note('waits', pending.path, pending.kind);
  }

  protected callOperator(pending: Omit<Answerable, 'kind'>, because: string): void {
    const { path, step, item, purpose, attempt, token } = pending;
    const waiting = { ...targetOf({ path, step, item }), purpose, attempt, token, because };
    this.change({
      pending: this.instance.pending
        .filter((each) => each.path !== path)
        .concat({ ...waiting, kind: 'operator', since: this.context.now }),
    });
    this.note('stuck', path, because);
  }

  protected replace(old: Pending, fresh: Pending): void {
    this.change({ pending: this.instance.pending.map((each) => (each === old ? fresh : each)) });
  }

  protected drop(old: Pending): void {
    this.change({ pending: this.instance.pending.filter((each) => each !== old) });
  }

  protected leaveBehind(target: Target, outcome: TrailEntry['outcome']): void {
    this.change({ trail: [...this.instance.trail, { ...targetOf(target), outcome }] });
  }

  protected end(ended: 'completed' | 'compensated'): void {
    this.change({ ended, pending: [], early: [] });
    this.note(ended, undefined, this.instance.undoReason);
  }

  protected hasUndo(name: string): boolean {
    const step = this.step(name);
    return step.kind === 'command' && step.undo !== undefined;
  }

  protected step(name: string): Step {
    const step = this.definition.nodes.flatMap(stepsOf).find((each) => each.name === name);
    if (!step) throw new Error(`${this.definition.name} has no step ${name}`);
    return step;
  }

  protected commandStep(name: string): CommandStep {
    const step = this.step(name);
    if (step.kind !== 'command') throw new Error(`${name} sends no command`);
    return step;
  }

  protected note(what: SagaHistoryEntry['what'], step?: string, detail?: string): void {
    this.history.push({
      at: this.context.now,
      what,
      ...(step !== undefined && { step }),
      ...(detail !== undefined && { detail }),
    });
  }

  protected change(change: Partial<SagaInstance>): void {
    this.instance = { ...this.instance, ...change };
  }
}

export function targetOf({ path, step, item }: Target): Target {
  return item === undefined ? { path, step } : { path, step, item };
}
