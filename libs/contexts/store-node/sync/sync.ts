import { isDeepStrictEqual } from 'node:util';
import {
  type Chance,
  type Clock,
  type Fact,
  type Frontier,
  isGenuine,
  type Notice,
  type Seals,
} from '#kernel';
import { type HubLine, LineRefused } from '../ports/hub-line.js';
import type { StoreDatabase } from '../ports/store-database.js';
import { momentOf } from '../writer/node-state.js';
import type { Writer } from '../writer/writer.js';
import { BackOff } from './back-off.js';
import { fewAtATime } from './few-at-a-time.js';
import { type Errand, LineState, type LineView } from './line-state.js';
import { Loop } from './loop.js';
import { type PutAside, putAside } from './put-aside.js';
import { type Reading, receiving, toldBy } from './receive.js';
import { takeBack } from './take-back.js';

export interface SyncParts {
  readonly line: HubLine;
  readonly writer: Writer;
  readonly database: StoreDatabase;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly seals: Seals;
  /** Told of what the hub has put aside, and of what went wrong here. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** A part of the chain that is sent at once. */
const FACTS_MAX = 250;
/** What a hub takes as one body, with something to spare. */
const BYTES_MAX = 200_000;
const WAIT_SECONDS = 25;
/** Notices of one commit: tills wait for few commits less often than for many. */
const NOTICES_MAX = 100;
/** What changes again within this is told once. */
const GATHER_MS = 500;
/** The same while this store has much to tell, which changes those cards again. */
const GATHER_BEHIND_MS = 5_000;
const PUSH_EVERY_MS = 5_000;
/** Cards that a hub takes in one request. */
const FOLLOWED_MAX = 100;
const FOLLOW_MS_MAX = 10_000;
/** The hub has put aside what comes next: somebody has to accept it there. */
const PUSH_STUCK_EVERY_MS = 60_000;
/** Nothing new is a short answer: what is sold elsewhere should be known before a line is cut. */
const LIST_EVERY_MS = 30_000;
/** One errand may be refused for as long as the others go well. */
const TRY_AGAIN_EVERY_MS = 1_000;

/** Tells the hub what this store has said, and takes in what the hub has to tell, whenever the line lets it. */
export class Sync {
  private readonly state: LineState;
  private readonly loops: readonly Loop[];
  private readonly pushing: Loop;
  private readonly pulling: Loop;
  private readonly backOffs: BackOff[] = [];
  private triedAgainAt = -Infinity;
  private carried: Frontier = {};
  private followedTo = '';
  private isGreeted = false;
  private wasAway = false;
  private toldOf: readonly PutAside[] = [];

  constructor(private readonly parts: SyncParts) {
    const { clock, writer } = parts;
    this.state = new LineState(clock);
    this.pushing = this.loop('push', () => this.push());
    this.pulling = this.loop('pull', (signal) => this.pull(signal));
    this.loops = [this.pushing, this.pulling, this.loop('list', () => this.list())];
    writer.onSaid(() => {
      // While the hub is out of reach, more to tell is no reason to try again sooner.
      if (!this.state.isTroubled('push')) this.pushing.wake();
    });
  }

  get line(): LineView {
    return this.state.view;
  }

  start(): void {
    for (const loop of this.loops) loop.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  /** Asks for something over the line that somebody waits for; what comes of it is taken in. Never throws. */
  async ask(question: (line: HubLine) => Promise<readonly Notice<object>[]>): Promise<void> {
    try {
      await this.receive(await question(this.parts.line));
    } catch (error) {
      // A hub that has said no to this is there.
      if (error instanceof LineRefused) return;
      const isLookedAt = this.state.isTroubled('pull');
      // Nobody else is to wait for an answer of a line that may be cut.
      this.state.failed('pull', error);
      // Or the hub was slow, just this once: that should not take as long to find out as news may take to come.
      if (!isLookedAt) this.pulling.interrupt();
    }
  }

  private loop(errand: Errand, step: (signal: AbortSignal) => Promise<number>): Loop {
    const backOff = new BackOff(this.parts.chance);
    this.backOffs.push(backOff);
    return new Loop(this.parts.clock, async (signal) => {
      try {
        const pauseMs = await step(signal);
        backOff.succeeded();
        return pauseMs;
      } catch (error) {
        if (signal.aborted) return 0;
        this.state.failed(errand, error);
        this.wasAway = true;
        return backOff.failedMs();
      }
    });
  }

  /** The hub has answered, and its answer is taken in: errands that have failed need not wait longer. */
  private heard(errand: Errand): void {
    this.state.wentWell(errand);
    // A hub that comes back may have been set back: its receipt shows that, even where there is nothing to tell it.
    if (this.wasAway) [this.wasAway, this.isGreeted] = [false, false];
    const now = this.parts.clock.elapsed();
    if (this.state.view.onLine || now - this.triedAgainAt < TRY_AGAIN_EVERY_MS) return;
    this.triedAgainAt = now;
    for (const backOff of this.backOffs) backOff.succeeded();
    for (const loop of this.loops) loop.wake();
  }

  private async push(): Promise<number> {
    const { database, line, writer } = this.parts;
    const { checkpointSeq } = writer.committed.books;
    const own = fitting(await database.chain(checkpointSeq, FACTS_MAX));
    const facts = own.length > 0 ? own : fitting(await database.othersBeyond(this.carried, FACTS_MAX));
    if (facts.length === 0 && this.isGreeted) return PUSH_EVERY_MS;
    const { notices, problems } = await line.push(facts);
    this.tellOf(putAside(problems));
    await this.receive(notices);
    const isTakenBack = await takeBack(toldBy(notices).checkpoints, checkpointSeq, this.parts);
    this.heard('push');
    this.isGreeted = true;
    if (isTakenBack) this.carried = {};
    else if (own.length === 0) this.carried = beyond(this.carried, facts);
    const isStuck = own.length > 0 && writer.committed.books.checkpointSeq === checkpointSeq;
    if (isStuck) return PUSH_STUCK_EVERY_MS;
    return facts.length === 0 ? PUSH_EVERY_MS : 0;
  }

  /** A node goes on asking whether somebody has accepted what was put aside: the same is told once. */
  private tellOf(asides: readonly PutAside[]): void {
    if (isDeepStrictEqual(asides, this.toldOf)) return;
    this.toldOf = asides;
    for (const aside of asides) this.parts.onTrouble('The hub has put facts aside', aside);
  }

  private async pull(signal: AbortSignal): Promise<number> {
    const { line, writer } = this.parts;
    const at = writer.committed.values.bookmark?.at ?? '';
    // The first answer comes at once: whether the line is up should not take half a minute to find out.
    const waitSeconds = this.state.isTroubled('pull') ? 0 : WAIT_SECONDS;
    const headSeq = writer.committed.head.seq;
    const news = await line.pull({ bookmark: at, headSeq, waitSeconds }, signal);
    const place = { bookmark: { at: news.bookmark } };
    await this.receive(news.notices, { place, isUpToDate: !news.isMore });
    // What was asked before the line was in doubt does not tell how it is now.
    if (signal.aborted) return 0;
    this.heard('pull');
    if (news.notices.length === 0) return 0;
    if (this.isFarBehind) return GATHER_BEHIND_MS;
    return news.isMore ? 0 : GATHER_MS;
  }

  private get isFarBehind(): boolean {
    const { books, head } = this.parts.writer.committed;
    return head.seq - books.checkpointSeq > FACTS_MAX;
  }

  private async list(): Promise<number> {
    const { clock, line, writer } = this.parts;
    const { at = '', asOf = null, readingSince = null } = writer.committed.values.list ?? {};
    const since = readingSince ?? momentOf(writer.committed, clock).at;
    const part = await line.list(at);
    const place = part.isMore
      ? { at: part.at, asOf: asOf ?? since, readingSince: since }
      : { at: part.at, asOf: since, readingSince: null };
    await this.receive(part.notices, { place: { list: place } });
    if (!part.isMore) await this.followWhatOthersTold();
    this.heard('list');
    return part.isMore ? 0 : LIST_EVERY_MS;
  }

  /** The list does not say which facts its lines contain: what neighbours have told would count beside them for ever. */
  private async followWhatOthersTold(): Promise<void> {
    const { database, line } = this.parts;
    const cards = await database.cardsOnlyOthersTold(this.followedTo, FOLLOWED_MAX);
    if (cards.length > 0) await this.receive(await line.follow(cards, FOLLOW_MS_MAX));
    this.followedTo = cards.length < FOLLOWED_MAX ? '' : (cards.at(-1) ?? '');
  }

  private async receive(
    notices: readonly Notice<object>[],
    { place = {}, isUpToDate = false }: Partial<Omit<Reading, 'now'>> = {},
  ): Promise<void> {
    const { clock, writer } = this.parts;
    for (let from = 0; from === 0 || from < notices.length; from += NOTICES_MAX) {
      const part = notices.slice(from, from + NOTICES_MAX);
      await this.check(part);
      const told = toldBy(part);
      const isLast = from + NOTICES_MAX >= notices.length;
      const reading = isLast ? { place, isUpToDate } : { place: {} };
      await writer.run(receiving(told, { ...reading, now: (state) => momentOf(state, clock) }));
    }
  }

  /** @throws LineRefused when something is not signed by the hub, or was changed since */
  private async check(notices: readonly Notice<object>[]): Promise<void> {
    const { clock, seals, writer } = this.parts;
    const hubKey = writer.committed.values.identity?.hubKey ?? '';
    const genuine = await fewAtATime(notices, (notice) => isGenuine(notice, hubKey, seals), clock);
    if (genuine.length === notices.length) return;
    const why = 'What it says is not signed by the hub that this store is enrolled at';
    throw new LineRefused('forged-notice', why);
  }
}

/** As many as fit into one body, and always one. */
function fitting(facts: readonly Fact[]): readonly Fact[] {
  let bytes = 0;
  const end = facts.findIndex((fact, at) => {
    bytes += JSON.stringify(fact).length;
    return at > 0 && bytes > BYTES_MAX;
  });
  return end === -1 ? facts : facts.slice(0, end);
}

const beyond = (frontier: Frontier, facts: readonly Fact[]): Frontier => ({
  ...frontier,
  ...Object.fromEntries(facts.map(({ author, seq }) => [author, seq])),
});
