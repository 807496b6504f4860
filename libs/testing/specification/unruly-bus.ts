import type { Message, SagaCommand } from '#kernel';

import type { sagaSpecification } from './saga-specification.js';

type Told = ReturnType<typeof sagaSpecification>;

/** Those whom a saga sends its commands to. */
export interface Participants {
  /** Commands with equal keys arrive in the order in which they were sent, others in any order. */
  keyOf(command: SagaCommand): string;
  /** Does what it asks, or not. @returns the answers, in their order; the last one decides */
  handle(command: SagaCommand): readonly Message[];
  /** What else can happen now: a person decides, an event comes. */
  happenings?(): readonly (() => void)[];
}

interface Answer {
  readonly to: SagaCommand;
  readonly message: Message;
}

const ROUNDS_MAX = 10_000;
// Whoever is still stuck after so many repairs will stay stuck.
const RESUMED_MAX = 20;

/**
 * Plays a saga over a bus that loses nothing and promises nothing else: answers overtake each other, come late and
 * come twice, and timers go off before any of them. What happens follows from a list of numbers alone.
 */
export class UnrulyBus {
  private readonly commands = new Map<string, SagaCommand[]>();
  private readonly answers: Answer[] = [];
  private collected = 0;
  private latest: Answer | undefined;

  constructor(
    readonly told: Told,
    private readonly participants: Participants,
  ) {}

  /** One happening per number: it chooses among all that could happen at that time. */
  play(choices: readonly number[]): this {
    for (const choice of choices) {
      const possible = this.possible();
      possible[choice % possible.length]?.();
    }
    return this;
  }

  /**
   * Delivers everything, in order, until nothing is under way and the saga has ended or stays stuck.
   * @param help what people do when the saga waits for them; called whenever all is delivered
   * @throws Error when that never comes about
   */
  settle(help: () => void = () => undefined): this {
    let resumed = 0;
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const [next] = [...this.arrivals(), ...this.replies()];
      if (next) {
        next();
        continue;
      }
      if (this.hasEnded()) return this;
      help();
      if (this.told.status === 'stuck') {
        if (resumed === RESUMED_MAX) return this;
        resumed += 1;
        this.told.resumed();
      } else if (this.told.nextTimerAt !== undefined && this.isIdle()) this.told.nextTimer();
    }
    throw new Error(`After ${ROUNDS_MAX} rounds it is ${this.told.status}: ${this.told.why.join('; ')}`);
  }

  private possible(): (() => void)[] {
    const { latest } = this;
    return [
      ...this.arrivals(),
      ...this.replies(),
      ...(latest ? [() => void this.told.reply(latest.to, latest.message)] : []),
      ...(this.told.nextTimerAt === undefined ? [] : [() => void this.told.nextTimer()]),
      ...(this.told.status === 'stuck' ? [() => void this.told.resumed()] : []),
      ...(this.participants.happenings?.() ?? []),
    ];
  }

  private arrivals(): (() => void)[] {
    for (const command of this.told.commands.slice(this.collected)) {
      const key = this.participants.keyOf(command);
      this.commands.set(key, [...(this.commands.get(key) ?? []), command]);
    }
    this.collected = this.told.commands.length;
    return [...this.commands.values()]
      .filter((queue) => queue.length > 0)
      .map((queue) => () => {
        const command = queue.shift();
        if (!command) return;
        for (const message of this.participants.handle(command)) this.answers.push({ to: command, message });
      });
  }

  /** Of several answers to one command only the first can come next. */
  private replies(): (() => void)[] {
    const first = this.answers.filter(
      (each, at) => this.answers.findIndex(({ to }) => to === each.to) === at,
    );
    return first.map((answer) => () => {
      this.answers.splice(this.answers.indexOf(answer), 1);
      this.latest = answer;
      this.told.reply(answer.to, answer.message);
    });
  }

  private isIdle(): boolean {
    return this.arrivals().length === 0 && this.answers.length === 0;
  }

  private hasEnded(): boolean {
    return this.told.status === 'completed' || this.told.status === 'compensated';
  }
}
