import type { ClientPlan, Scenario } from './scenario/scenario.js';

/** Worlds that are tried to make a story shorter, at the most. */
const TRIES_MAX = 300;

/**
 * Leaves out of a scenario what it does not need to break: people, faults, clients and requests, many at a time where that will do.
 * @param breaks whether a scenario still breaks in the same way
 */
export const shrink = (
  scenario: Scenario,
  breaks: (scenario: Scenario) => Promise<boolean>,
): Promise<Scenario> => shortest(scenario, shorterOnes, breaks);

/** Takes the first shorter one that still breaks, as long as there is one. */
export async function shortest<S>(
  scenario: S,
  shorterOnesOf: (scenario: S) => Iterable<S>,
  breaks: (scenario: S) => Promise<boolean>,
): Promise<S> {
  let smallest = scenario;
  let tries = 0;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const candidate of shorterOnesOf(smallest)) {
      if (++tries > TRIES_MAX) return smallest;
      if (!(await breaks(candidate))) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

function* shorterOnes(scenario: Scenario): Generator<Scenario> {
  const { faults, clients, staff } = scenario;
  for (const fewer of leavingOut(staff)) yield { ...scenario, staff: fewer };
  for (const fewer of leavingOut(faults)) yield { ...scenario, faults: fewer };
  for (const fewer of leavingOut(clients)) yield { ...scenario, clients: fewer };
  for (const [at, client] of clients.entries()) {
    for (const shorter of shorterClients(client)) {
      yield { ...scenario, clients: clients.map((each, place) => (place === at ? shorter : each)) };
    }
  }
}

function* shorterClients(client: ClientPlan): Generator<ClientPlan> {
  for (const actions of leavingOut(client.actions)) if (actions.length > 0) yield { ...client, actions };
}

/** All of them, then halves, quarters, and at last one at a time: most are not needed. */
export function* leavingOut<T>(items: readonly T[]): Generator<T[]> {
  for (let size = items.length; size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < items.length; at += size) {
      yield [...items.slice(0, at), ...items.slice(at + size)];
    }
  }
}
