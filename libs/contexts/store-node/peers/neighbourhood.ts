import type { HotCard } from '#contracts/gift-cards';
import {
  type Chance,
  type Clock,
  type Fact,
  type Frontier,
  isGenuine,
  type Notice,
  type Seals,
} from '#kernel';
import type { Exchange, Neighbour } from '../ports/neighbour.js';
import type { HotCardKey, StoreDatabase } from '../ports/store-database.js';
import { fewAtATime } from '../sync/few-at-a-time.js';
import { Loop } from '../sync/loop.js';
import type { Writer } from '../writer/writer.js';
import { type ShownRequest, isFromAStore } from './store-signature.js';
import { believable, EXCHANGED_MAX, findingItselfBehind, hearing, ownSeqIn } from './exchange.js';

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
  async hear(told: Exchange): Promise<Exchange> {
    await this.takeIn(told);
    return this.tell(told.frontier, told.hotAfter);
  }

  private async takeIn(told: Exchange): Promise<void> {
    const { clock, seals, writer } = this.parts;
    const { books, values } = writer.committed;
    const { identity } = values;
    const facts = await fewAtATime(told.facts, believable(values.stores, books.storeId, seals), clock);
    const isHubs = (notice: Notice<HotCard>) => isGenuine(notice, identity?.hubKey ?? '', seals);
    const hot = await fewAtATime(told.hot, isHubs, clock);
    if (facts.length > 0 || hot.length > 0) await writer.run(hearing(facts, hot));
    const ownSeq = identity ? ownSeqIn(told.facts, identity, seals) : 0;
    if (ownSeq > 0) await writer.run(findingItselfBehind(ownSeq));
    this.heard = furthest(this.heard, frontierOf(facts));
  }

  private loopWith(neighbour: Neighbour): Loop {
    const { chance, clock, onTrouble } = this.parts;
    let known: Frontier = {};
    let toldAfter: HotCardKey | undefined;
    let hotAfter: HotCardKey | undefined;
    return new Loop(clock, async () => {
      try {
        const told = await this.tell(known, toldAfter);
        const answer = await neighbour.exchange({ ...told, ...(hotAfter && { hotAfter }) });
        toldAfter = nextPage(told.hot);
        hotAfter = nextPage(answer.hot);
        known = answer.frontier;
        await this.takeIn(answer);
        if (answer.facts.length === EXCHANGED_MAX) return 0;
      } catch (error) {
        onTrouble(`The neighbour ${neighbour.name} was not heard`, error);
      }
      return Math.ceil(CALL_EVERY_MS * (0.75 + chance.fraction() / 2));
    });
  }

  private async tell(known: Frontier, hotAfter: HotCardKey | undefined): Promise<Exchange> {
    const { database, writer } = this.parts;
    const { books, head } = writer.committed;
    const after = Math.max(books.checkpointSeq, known[books.storeId] ?? 0);
    const own = await database.chain(after, EXCHANGED_MAX);
    const others = await database.othersBeyond(known, EXCHANGED_MAX - own.length);
    const hot = await database.hotCards(hotAfter, EXCHANGED_MAX);
    const frontier = furthest(this.heard, await database.othersFrontier());
    return { frontier: { ...frontier, [books.storeId]: head.seq }, facts: [...own, ...others], hot };
  }
}

/** Undefined behind the last page: then it is told anew, to whom has forgotten it meanwhile. */
const nextPage = (hot: Exchange['hot']): HotCardKey | undefined =>
  hot.length < EXCHANGED_MAX ? undefined : hot.at(-1)?.body;

const frontierOf = (facts: readonly Fact[]): Frontier =>
  facts.reduce<Frontier>((all, { author, seq }) => furthest(all, { [author]: seq }), {});

const furthest = (one: Frontier, other: Frontier): Frontier => ({
  ...one,
  ...Object.fromEntries(
    Object.entries(other).map(([author, seq]) => [author, Math.max(seq, one[author] ?? 0)]),
  ),
});
