import type { BoundedContext } from '#kernel';

/** What a poisoned handler throws. */
export class Poisoned extends Error {
  override readonly name = 'Poisoned';
}

/** The same context, but handling one of its commands throws as long as the command is poisoned. */
export function poisonable(
  context: BoundedContext,
  isPoisoned: (command: string) => boolean,
): BoundedContext {
  const decides = context.decides?.map((decider) => ({
    ...decider,
    open(history: Parameters<typeof decider.open>[0]) {
      const aggregate = decider.open(history);
      const decide: typeof aggregate.decide = (command, moment) => {
        if (isPoisoned(command.type)) throw new Poisoned(`${command.type} cannot be handled for now`);
        return aggregate.decide(command, moment);
      };
      return { decide };
    },
  }));
  return decides ? { ...context, decides } : context;
}
