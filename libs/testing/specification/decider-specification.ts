import type { AnyEvent, AnyRefusal, Decider, Decision, Message } from '#kernel';

import { SPEC_NOW } from './time-and-ids.js';
import { allTold, checkWire, sameMessages, SpecificationFailed, told } from './wire.js';

interface When {
  /** The moment of the decision, in milliseconds since 1970; SPEC_NOW unless said. */
  readonly now?: number;
}

/**
 * Tells what an aggregate decides: `specification(card).given(events).when(command).then(events)`.
 * Every message in it is checked against its schema.
 */
export const specification = <State, E extends AnyEvent>(decider: Decider<State, E>) => ({
  /** What has happened so far, oldest first. */
  given: (...history: readonly E[]) => ({
    when(command: Message<'command'>, { now = SPEC_NOW }: When = {}): DecisionSpecification<E> {
      [...history, command].forEach(checkWire);
      const decision = decider.open(history).decide(command, { now });
      return new DecisionSpecification<E>(history, command, decision);
    },
  }),
});

class DecisionSpecification<E extends AnyEvent> {
  constructor(
    private readonly history: readonly AnyEvent[],
    private readonly command: Message<'command'>,
    private readonly decision: Decision,
  ) {
    const answer = decision.outcome === 'refused' ? decision.refusal : decision.reply;
    [answer, ...decision.events].forEach(checkWire);
  }

  /** It was accepted, and exactly these events are new; the first of them is the answer. */
  then(event: E, ...more: readonly E[]): void {
    const expected = [event, ...more];
    if (this.decision.outcome === 'accepted' && sameMessages(this.decision.events, expected)) return;
    this.fail(`these events:\n${allTold(expected)}`, this.then);
  }

  /** It was refused for this reason, and exactly these events follow all the same. */
  thenRefused(refusal: AnyRefusal, ...following: readonly E[]): void {
    const { decision } = this;
    const isSo =
      decision.outcome === 'refused' &&
      sameMessages([decision.refusal], [refusal]) &&
      sameMessages(decision.events, following);
    if (!isSo) this.fail(`the refusal:\n${allTold([refusal, ...following])}`, this.thenRefused);
  }

  /** It was done before: the same answer, and no new event. */
  thenNothingNew(reply: E): void {
    const { decision } = this;
    const nothingNew = decision.outcome === 'accepted' && decision.events.length === 0;
    if (nothingNew && sameMessages([decision.reply], [reply])) return;
    this.fail(`no new event, and the answer:\n${told(reply)}`, this.thenNothingNew);
  }

  private fail(expected: string, from: (...messages: never[]) => void): never {
    const failed = new SpecificationFailed(
      [
        `Given\n${allTold(this.history)}`,
        `When\n${told(this.command)}`,
        `Then it should say ${expected}`,
        `But it said ${saidBy(this.decision)}`,
      ].join('\n'),
    );
    // The line of the spec is what its reader looks for, not the line above.
    Error.captureStackTrace(failed, from);
    throw failed;
  }
}

function saidBy(decision: Decision): string {
  if (decision.outcome === 'refused')
    return `the refusal:\n${allTold([decision.refusal, ...decision.events])}`;
  if (decision.events.length > 0) return `these events:\n${allTold(decision.events)}`;
  return `no new event, and the answer:\n${told(decision.reply)}`;
}
