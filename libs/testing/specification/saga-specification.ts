import {
  type CommandClass,
  type DataOf,
  type Duration,
  InvalidDefinition,
  type Message,
  type MessageOf,
  milliseconds,
  problemsOf,
  react,
  type SagaCommand,
  type SagaDefinition,
  type SagaHistoryEntry,
  type SagaInput,
  type SagaInstance,
  type SagaState,
  type SagaStatus,
  statusOf,
  timersOf,
  unstarted,
  whyWaiting,
} from '#kernel';

import { countingIds, SPEC_NOW } from './time-and-ids.js';
import { checkWire, SpecificationFailed, told } from './wire.js';

const TIMERS_MAX = 1_000;

/** A step by its path (`hold cards[1]`), a command by its class, or exactly one command of `commands`. */
type Addressee<C extends CommandClass> = string | C | SagaCommand;

/**
 * Plays a saga without an engine: start it, answer its commands, let time pass, and look at it.
 * @throws InvalidDefinition when the definition has mistakes.
 */
export function sagaSpecification(definition: SagaDefinition): SagaSpecification {
  const problems = problemsOf(definition);
  if (problems.length > 0) throw new InvalidDefinition(problems);
  return new SagaSpecification(definition);
}

class SagaSpecification {
  /** Every command so far, oldest first, with the tokens that their answers carry. */
  readonly commands: SagaCommand[] = [];
  readonly history: SagaHistoryEntry[] = [];
  private readonly ids = countingIds();
  private instance: SagaInstance;
  private clock = SPEC_NOW;

  constructor(private readonly definition: SagaDefinition) {
    this.instance = unstarted(definition, 'not started', 'correlation');
  }

  // ---- what happens to it ----

  /** The event that starts the saga. Events that came before it may have been delivered already. */
  startedBy(message: Message<'event'>): this {
    checkWire(message);
    const { event, sagaKey } = this.definition.startedBy;
    if (event.type !== message.type) {
      throw new SpecificationFailed(
        `${this.definition.name} starts with ${event.type}, not with\n${told(message)}`,
      );
    }
    this.instance = { ...this.instance, key: sagaKey(message) };
    return this.take({ kind: 'start', message, correlationId: 'correlation' });
  }

  /** Something that the saga did not ask for: what it awaits, or what cancels it. */
  happened(message: Message<'event'>): this {
    checkWire(message);
    return this.take({ kind: 'event', message });
  }

  /**
   * Answers a command. A step's path means the last command that the step sent; a class means the oldest of its
   * commands that still waits, or the last one when none does: so a late answer can be told as well.
   * @param answer a message, or how it follows from the command's data
   */
  reply<C extends CommandClass>(to: Addressee<C>, answer: Message | ((data: DataOf<C>) => Message)): this {
    const command = this.find(to);
    const message = typeof answer === 'function' ? answer(dataOf(to, command)) : answer;
    checkWire(message);
    return this.take({ kind: 'reply', token: command.token, message });
  }

  /** A person decides about a step that waits for one. */
  decided(step: string, approved: boolean, by = 'a person', reason = 'because'): this {
    return this.take({ kind: 'decision', step, approved, by, reason });
  }

  /** A command will not be handled: it is buried as a dead letter. @param to see `reply` */
  buried(to: Addressee<CommandClass>, reason = 'it is a dead letter'): this {
    return this.take({ kind: 'undeliverable', token: this.find(to).token, reason });
  }

  /** An operator asks a stuck saga to try again. */
  resumed(by = 'an operator', reason = 'repaired'): this {
    return this.take({ kind: 'resume', by, reason });
  }

  /** Lets time pass; timers that fall due go off in their order, each at its own time. */
  after(duration: Duration): this {
    const until = this.clock + milliseconds(duration);
    for (let fired = 0; this.fireNext(until); fired += 1) {
      if (fired === TIMERS_MAX)
        throw this.failure(`Within ${duration} more than ${TIMERS_MAX} timers went off`);
    }
    this.clock = until;
    return this;
  }

  /** Lets time pass until the next timer, and that one goes off. */
  nextTimer(): this {
    if (!this.fireNext(Number.POSITIVE_INFINITY)) throw this.failure('No timer is set');
    return this;
  }

  // ---- what it looks like ----

  /** The messages of all commands so far, oldest first. */
  get sent(): readonly Message<'command'>[] {
    return this.commands.map(({ message }) => message);
  }

  /** The messages of the commands that still wait for their answer. */
  get unanswered(): readonly Message<'command'>[] {
    return this.commands.filter(({ token }) => this.isPending(token)).map(({ message }) => message);
  }

  get status(): SagaStatus {
    return statusOf(this.instance);
  }

  get state(): SagaState {
    return this.instance.state;
  }

  /** Why it waits, as sentences. */
  get why(): readonly string[] {
    return whyWaiting(this.instance).map(({ text }) => text);
  }

  /** Why it was undone, or is to be. */
  get undoReason(): string | undefined {
    return this.instance.undoReason;
  }

  /** The refusal that led to undoing. */
  get refusal(): SagaInstance['refusal'] {
    return this.instance.refusal;
  }

  /** When the next timer goes off, in milliseconds since 1970; undefined when none is set. */
  get nextTimerAt(): number | undefined {
    const dueAt = [...timersOf(this.instance).values()];
    return dueAt.length === 0 ? undefined : Math.min(...dueAt);
  }

  /** By the simulated clock, in milliseconds since 1970. */
  get now(): number {
    return this.clock;
  }

  // ---- inside ----

  private take(input: SagaInput): this {
    const context = { now: this.clock, newId: () => this.ids.next() };
    const { instance, commands, history } = react(this.definition, this.instance, input, context);
    for (const { message } of commands) checkWire(message);
    this.commands.push(...commands);
    this.history.push(...history);
    // As between two turns of the engine: what is not JSON is lost.
    this.instance = JSON.parse(JSON.stringify(instance));
    const over = ['completed', 'compensated', 'not-started'].includes(this.status);
    if (!over && this.instance.pending.length === 0)
      throw this.failure('It waits for nothing, and has not ended');
    return this;
  }

  private fireNext(until: number): boolean {
    const [next] = [...timersOf(this.instance)].toSorted(([, a], [, b]) => a - b);
    if (next === undefined || next[1] > until) return false;
    const [token, dueAt] = next;
    this.clock = Math.max(this.clock, dueAt);
    this.take({ kind: 'timer', token });
    return true;
  }

  private find(to: Addressee<CommandClass>): SagaCommand {
    if (typeof to === 'object') return to;
    const candidates = this.commands.filter(({ message, token }) =>
      typeof to === 'string' ? token.startsWith(`${to}:`) : isOf(to, message),
    );
    const oldestOpen = candidates.find(({ token }) => this.isPending(token));
    const found = (typeof to === 'string' ? undefined : oldestOpen) ?? candidates.at(-1);
    if (found) return found;
    throw this.failure(
      `Nothing was sent ${typeof to === 'string' ? `by the step "${to}"` : `as ${to.type}`}`,
    );
  }

  private isPending(token: string): boolean {
    return this.instance.pending.some((each) => 'token' in each && each.token === token);
  }

  private failure(problem: string): SpecificationFailed {
    const sent = this.commands.map(({ token, message }) => `${told(message)}  (${token})`);
    return new SpecificationFailed(
      [
        `${this.definition.name} is ${this.status}: ${problem}`,
        `Sent so far\n${sent.join('\n') || '  nothing'}`,
        `It waits because\n${this.why.map((text) => `  ${text}`).join('\n') || '  of nothing'}`,
      ].join('\n'),
    );
  }
}

const isOf = <C extends CommandClass>(declaration: C, message: Message): message is MessageOf<C> =>
  declaration.type === message.type && declaration.version === message.version;

/** Only a class says what the data of its commands is. */
function dataOf<C extends CommandClass>(to: Addressee<C>, { message }: SagaCommand): DataOf<C> {
  if (typeof to === 'function' && isOf(to, message)) return message.data;
  throw new SpecificationFailed(
    `An answer that follows from a command's data needs the command's class:\n${told(message)}`,
  );
}
