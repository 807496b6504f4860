import type { AnyEvent, Decider, Decision, Message, OpenAggregate } from '#kernel';

/** One aggregate of the hub, with its state and its history. */
export class AggregateOf<State, E extends AnyEvent> {
  readonly events: E[] = [];
  private open: OpenAggregate;

  constructor(
    private readonly decider: Decider<State, E>,
    private readonly onEvents: (before: State, events: readonly E[]) => void,
  ) {
    this.open = decider.open([]);
    this.state = decider.initial;
  }

  state: State;

  decide(command: Message<'command'>, now: number): Decision {
    const decision = this.open.decide(command, { now });
    if (decision.outcome === 'accepted') this.keep(decision.events);
    return decision;
  }

  private keep(events: readonly AnyEvent[]): void {
    const kept = events.filter((event): event is E => this.isOwn(event));
    const before = this.state;
    this.events.push(...kept);
    this.state = kept.reduce((state, event) => this.decider.evolve(state, event), this.state);
    if (kept.length > 0) this.onEvents(before, kept);
  }

  private isOwn(event: AnyEvent): event is E {
    return this.decider.events.some(({ type }) => type === event.type);
  }
}
