import { Random } from '../world/random.js';
import { Market } from './market.js';
import { planFaults } from './plan-faults.js';
import { planStaff } from './plan-staff.js';
import { planTimings } from './plan-timings.js';
import type { Scenario } from './scenario.js';

/** The scenario that a seed stands for. */
export function scenarioOf(seed: number): Scenario {
  const random = new Random(`scenario ${seed}`);
  const delivery = random.happens(0.5) ? 'direct' : 'relayed';
  const nodes = ['hub-1', 'hub-2', 'hub-3'].slice(0, random.happens(0.25) ? 3 : 2);
  const clients = new Market(random.fork('clients')).clients();
  const stage = { nodes, delivery } as const;
  const faults = [
    ...planFaults(random.fork('faults'), stage),
    ...planTimings(random.fork('timings'), stage),
  ].toSorted((a, b) => a.atMs - b.atMs);
  const staff = planStaff(random.fork('staff'));
  return { seed, delivery, nodes, clients, staff, faults };
}
