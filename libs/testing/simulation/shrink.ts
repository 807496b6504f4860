import type { ClientPlan, Scenario } from './scenario/scenario.js';

/** Worlds that are tried to make a story shorter, at the most. */
const TRIES_MAX = 300;

/**
 * Leaves out of a scenario what it does not need to break: faults, clients and requests, one by one.
 * @param breaks whether a scenario still breaks in the same way
 */
export async function shrink(
  scenario: Scenario,
  breaks: (scenario: Scenario) => Promise<boolean>,
): Promise<Scenario> {
  let smallest = scenario;
  let tries = 0;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const candidate of shorterOnes(smallest)) {
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
  if (staff.length > 0) yield { ...scenario, staff: [] };
  for (const [at] of faults.entries()) yield { ...scenario, faults: without(faults, at) };
  for (const [at] of clients.entries()) yield { ...scenario, clients: without(clients, at) };
  for (const [at, client] of clients.entries()) {
    for (const shorter of shorterClients(client)) {
      yield { ...scenario, clients: clients.map((each, place) => (place === at ? shorter : each)) };
    }
  }
}

const shorterClients = (client: ClientPlan): ClientPlan[] =>
  client.actions.length === 1
    ? []
    : client.actions.map((_, at) => ({ ...client, actions: without(client.actions, at) }));

const without = <T>(items: readonly T[], at: number): T[] => items.filter((_, place) => place !== at);
