import { describe, expect, it } from '@jest/globals';
import { alreadyDone, type AnyDecider, type BoundedContext, type OpenAggregate } from '#kernel';
import { HoldReleased, ReleaseHold } from '#contracts/gift-cards';
import { CONTEXTS, type Outcome, play, scenarioOf, tellStory } from '#testing/simulation';

const SEEDS = Array.from({ length: 150 }, (_, n) => n + 1);
const COMPARED = [3, 12, 55, 95, 141];

/** Says that it gives a hold back, and keeps it. */
const forgetful = (aggregate: OpenAggregate): OpenAggregate => ({
  after: (events) => forgetful(aggregate.after(events)),
  decide(command, moment) {
    const decision = aggregate.decide(command, moment);
    const [event] = decision.outcome === 'accepted' ? decision.events : [];
    const isRelease = command.type === ReleaseHold.type && event?.type === HoldReleased.type;
    return isRelease ? alreadyDone(event) : decision;
  },
});

const spoiled = (decider: AnyDecider): AnyDecider => ({
  ...decider,
  open: (history) => forgetful(decider.open(history)),
});

const brokenContexts: readonly BoundedContext[] = CONTEXTS.map((context) =>
  context.name === 'gift-cards' && context.decides
    ? { ...context, decides: context.decides.map(spoiled) }
    : context,
);

async function firstBroken(contexts: readonly BoundedContext[]): Promise<Outcome | undefined> {
  for (const seed of SEEDS) {
    const outcome = await play(scenarioOf(seed), { contexts });
    if (outcome.findings.length > 0) return outcome;
  }
  return undefined;
}

describe('The simulator', () => {
  it.each(SEEDS)('finds nothing broken in world %i', async (seed) => {
    const { findings } = await play(scenarioOf(seed));
    expect(findings).toEqual([]);
  });

  it.each(COMPARED)('tells the same story of world %i twice', async (seed) => {
    const [one, other] = [await play(scenarioOf(seed)), await play(scenarioOf(seed))];
    expect(other.traceHash).toBe(one.traceHash);
    expect(other.story).toEqual(one.story);
  });

  it('tells another story of each world', async () => {
    const [one, other] = [await play(scenarioOf(1)), await play(scenarioOf(2))];
    expect(other.traceHash).not.toBe(one.traceHash);
  });

  it('finds a planted bug, and tells a short story of it', async () => {
    const broken = await firstBroken(brokenContexts);
    expect(broken?.findings.map(({ invariant }) => invariant)).toContain(
      'P10 an ended saga leaves nothing set aside',
    );
    if (!broken) return;
    const story = await tellStory(broken, { contexts: brokenContexts });
    expect(story).toMatch(/^ +1\. +0\.\d{3} s /m);
    expect(story).toContain(`npm run simulate -- --seed ${broken.scenario.seed}`);
    expect(story.split('\n').length).toBeLessThan(Math.min(60, broken.story.length));
  });
});
