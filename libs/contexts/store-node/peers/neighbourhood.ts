import type { Chance, Clock, Fact, Frontier, Seals } from '#kernel';
import type { Exchange, Neighbour } from '../ports/neighbour.js';
import type { HotCardKey, StoreDatabase } from '../ports/store-database.js';
import { Loop } from '../sync/loop.js';
import type { Writer } from '../writer/writer.js';
import { type ShownRequest, isFromAStore } from './store-signature.js';
import { believed, EXCHANGED_MAX, findingItselfBehind, genuine, hearing, ownSeqIn } from './exchange.js';

export interface NeighbourhoodParts {
  readonly neighbours: readonly Neighbour[];
  readonly writer: Writer;
  readonly database: StoreDatabase;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly seals: Seals;
  readonly onTrouble: (what: string, error: unknown) => void;
}

const CALL_EVERY_MS = 5_000;

/** Nodes that see each other tell each other what they know, whether the hub can be reached or not. */
export class Neighbourhood {
  private readonly loops: readonly Loop[];
  /** How far facts of others were heard: those that a standing contains are not asked for again. */
  private heard: Frontier = {};

  constructor(private readonly parts: NeighbourhoodParts) {
    this.loops = parts.neighbours.map((neighbour) => this.loopWith(neighbour));
  }

  start(): void {
    for (const loop of this.loops) loop.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  /** Whether a store of this chain asks. */
  admits(request: ShownRequest): boolean {
    const { clock, seals, writer } = this.parts;
    return isFromAStore(request, writer.committed.values.stores, clock.now(), seals);
  }

  /** Takes in what another node tells. @returns what it does not know yet, as far as it fits */
  async hear(told: Exchange, hotAfter?: HotCardKey): Promise<Exchange> {
    const { database, seals, writer } = this.parts;
    const { books, values } = writer.committed;
    const facts = believed(told.facts, values.stores, books.storeId, seals);
    const hot = genuine(told.hot, values.identity?.hubKey ?? '', seals);
    if (facts.length > 0 || hot.length > 0) await writer.run(hearing(facts, hot));
    const ownSeq = values.identity ? ownSeqIn(told.facts, values.identity, seals) : 0;
    if (ownSeq > 0) await writer.run(findingItselfBehind(ownSeq));
    this.heard = furthest(this.heard, frontierOf(facts));
    return this.tell(told.frontier, await database.hotCards(hotAfter, EXCHANGED_MAX));
  }

  private loopWith(neighbour: Neighbour): Loop {
    const { chance, clock, database, onTrouble } = this.parts;
    let known: Frontier = {};
    let hotAfter: HotCardKey | undefined;
    return new Loop(clock, async () => {
      try {
        const hot = await database.hotCards(hotAfter, EXCHANGED_MAX);
        const answer = await neighbour.exchange(await this.tell(known, hot));
        hotAfter = hot.length < EXCHANGED_MAX ? undefined : hot.at(-1)?.body;
        known = answer.frontier;
        await this.hear(answer);
        if (answer.facts.length === EXCHANGED_MAX) return 0;
      } catch (error) {
        onTrouble(`The neighbour ${neighbour.name} was not heard`, error);
      }
      return Math.ceil(CALL_EVERY_MS * (0.75 + chance.fraction() / 2));
    });
  }

  private async tell(known: Frontier, hot: Exchange['hot']): Promise<Exchange> {
    const { database, writer } = this.parts;
    const { books, head } = writer.committed;
    const after = Math.max(books.checkpointSeq, known[books.storeId] ?? 0);
    const own = await database.chain(after, EXCHANGED_MAX);
    const others = await database.othersBeyond(known, EXCHANGED_MAX - own.length);
    const frontier = furthest(this.heard, await database.othersFrontier());
    return { frontier: { ...frontier, [books.storeId]: head.seq }, facts: [...own, ...others], hot };
  }
}

const frontierOf = (facts: readonly Fact[]): Frontier =>
  facts.reduce<Frontier>((all, { author, seq }) => furthest(all, { [author]: seq }), {});

const furthest = (one: Frontier, other: Frontier): Frontier => ({
  ...one,
  ...Object.fromEntries(
    Object.entries(other).map(([author, seq]) => [author, Math.max(seq, one[author] ?? 0)]),
  ),
});
