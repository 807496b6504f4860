import type { AnyDecider, BoundedContext, OpenAggregate } from '#kernel';

/** What a poisoned handler throws. */
export class Poisoned extends Error {
  override readonly name = 'Poisoned';
}

/** The same context, but handling one of its commands throws as long as the command is poisoned. */
export function poisonable(
  context: BoundedContext,
  isPoisoned: (command: string) => boolean,
): BoundedContext {
  const poisoned = (aggregate: OpenAggregate): OpenAggregate => ({
    after: (events) => poisoned(aggregate.after(events)),
    decide(command, moment) {
      if (isPoisoned(command.type)) throw new Poisoned(`${command.type} cannot be handled for now`);
      return aggregate.decide(command, moment);
    },
  });
  const decides = context.decides?.map((decider): AnyDecider => ({
    ...decider,
    open: (history) => poisoned(decider.open(history)),
  }));
  return decides ? { ...context, decides } : context;
}
