import { type Changes, type HubLine, type Neighbour, type News } from '#contexts/store-node';
import type { Answer, TillRequest } from '#contracts/store-node';
import type { Signer } from '#kernel';
import type { Finding } from '../../simulation/invariants/evidence.js';
import { Encounters } from '../../simulation/faults/encounters.js';
import { Random } from '../../simulation/world/random.js';
import { Scheduler } from '../../simulation/world/scheduler.js';
import { Trace } from '../../simulation/world/trace.js';
import { God } from '../god/god.js';
import { SimulatedHub } from '../hub/simulated-hub.js';
import { Promises } from '../people/promises.js';
import { Till } from '../people/till.js';
import type { Happening, StoreFault, StoreScenario } from '../scenario/happening.js';
import { CrashingBooks } from './crashing-books.js';
import type { Founded } from './founded.js';
import { SimulatedSeals } from './simulated-seals.js';
import { STORE_SOMETIMES, type StoreEncounters } from './store-encounters.js';
import { StoreLife } from './store-life.js';
import type { StoreMachine } from './store-machine.js';
import { Wire } from './wire.js';

const TILL_WAITS_MS = 4_000;
const HUB_WAITS_MS = 10_000;
const PULL_WAITS_MS = 150_000;
/** How long the hub lets a store wait for news, where there are none. */
const PULL_MS = 100_000;
/** Until all that is under way has ended, and all that was to be told is told. */
const CALM_MS = 900_000;
const STEPS_MAX = 60_000;
const NEVER = new Promise<never>(() => undefined);

/** What acts on a world from outside. */
export interface Forces {
  found(world: StoreWorld): Founded;
  doDeed(world: StoreWorld, deed: Extract<Happening, { kind: 'hub' }>): void;
  strike(world: StoreWorld, fault: StoreFault): void;
  /** After each step. */
  look(world: StoreWorld): void;
}

/** A hub and its stores on one seeded time, with lines, disks, clocks and people that all fail. */
export class StoreWorld {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly trace: Trace;
  readonly encounters: StoreEncounters = new Encounters(STORE_SOMETIMES);
  readonly god: God;
  readonly promises = new Promises();
  readonly seals = new SimulatedSeals();
  readonly hubSigner: Signer;
  readonly hub: SimulatedHub;
  readonly wire: Wire;
  readonly machines: StoreMachine[] = [];
  readonly founded: Founded;
  readonly findings: Finding[] = [];
  hubDownUntil = 0;
  hubIsDeafUntil = 0;
  steps = 0;

  constructor(
    readonly scenario: StoreScenario,
    private readonly forces: Forces,
  ) {
    this.random = new Random(`world of stores ${scenario.seed}`);
    this.scheduler = new Scheduler(this.random.fork('order'));
    this.trace = new Trace(() => this.scheduler.now);
    const now = () => this.scheduler.now;
    this.god = new God(now, this.encounters);
    this.hubSigner = this.seals.newSigner('hub');
    this.hub = new SimulatedHub({ seals: this.seals, signer: this.hubSigner, watch: this.god, now });
    this.wire = new Wire(this.scheduler, this.random.fork('wire'), this.encounters);
    this.founded = forces.found(this);
  }

  async run(): Promise<void> {
    for (const machine of this.machines) this.startUp(machine);
    for (const happening of this.scenario.happenings) {
      this.scheduler.after(happening.atMs, () => this.happen(happening));
    }
    await this.runUntil(() => this.scheduler.now >= this.scenario.lasts);
    await this.comeToRest();
  }

  /** Lets things happen until then. @returns whether it came to that */
  async runUntil(isDone: () => boolean): Promise<boolean> {
    while (!isDone()) {
      if (this.steps >= STEPS_MAX || !this.scheduler.peek()) return false;
      this.steps += 1;
      await this.scheduler.step();
      this.forces.look(this);
    }
    return true;
  }

  private happen(happening: Happening): void {
    switch (happening.kind) {
      case 'till':
        return this.sendToTill(happening);
      case 'hub':
        return this.forces.doDeed(this, happening);
      case 'fault':
        return this.forces.strike(this, happening.fault);
    }
  }

  private sendToTill({ store, card, minor, wish, then, number }: Extract<Happening, { kind: 'till' }>): void {
    const cardId = this.founded.cards[card];
    if (cardId === undefined) return;
    const name = `till ${number} of store ${store}`;
    this.trace.tell(name, `is to ${wish.kind} ${minor} at card ${card}, then: ${then}`);
    const till = new Till(`till-${number}`, {
      random: this.random.fork(`till ${number}`),
      encounters: this.encounters,
      ask: (request) => this.askStore(store, number, request),
      wait: (ms) => this.wait(ms),
    });
    void till.run({ wish, then, cardId, minor, number });
  }

  /** A till is in one building, and asks the machine that is there: of two, always the same one. */
  private async askStore(store: number, till: number, request: TillRequest): Promise<Answer | undefined> {
    const there = this.machines.filter((each) => each.store === store && !each.isGone);
    const machine = there[till % there.length];
    if (!machine) return undefined;
    await this.wait(this.random.int(1, 8));
    const { life } = machine;
    if (!life?.isReady) return undefined;
    const askedAtMs = this.scheduler.now;
    const answered = life.serve(request).then(
      (answer) => {
        this.promises.note({
          machine: machine.name,
          storeId: machine.storeId,
          request,
          answer,
          askedAtMs,
          atMs: this.scheduler.now,
        });
        this.trace.tell(
          machine.name,
          `tells ${request.till}: ${request.kind} ${request.requestId} ${said(answer)}`,
        );
        if (!life.isOnLine) this.encounters.met('a store was cut off');
        if (answer.outcome === 'declined') this.encounters.met('a redemption was declined');
        else if (!life.isOnLine) this.encounters.met('a redemption was approved with the hub out of reach');
        return answer;
      },
      () => undefined,
    );
    return Promise.race([answered, this.wait(TILL_WAITS_MS).then(() => undefined)]);
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.scheduler.after(ms, resolve));
  }

  startUp(machine: StoreMachine): void {
    if (machine.isGone || machine.life?.isAlive) return;
    machine.lives += 1;
    const { scheduler, seals } = this;
    const life: StoreLife = new StoreLife({
      scheduler,
      seals,
      signer: machine.signer,
      ids: { next: () => machine.nextId() },
      clockOf: (owner) => machine.clock.started(owner),
      booksOf: (mortal) => new CrashingBooks(this.diskOf(machine), mortal),
      lineOf: (owner) => this.lineOf(machine, owner),
      neighboursOf: (owner) => this.neighboursOf(machine, owner),
      chance: this.random.fork(`${machine.name} ${machine.lives}`),
      onTrouble: (what) => this.trace.note(`${machine.name}: ${what}`),
      onCrash: () => this.trace.tell(machine.name, 'crashes'),
    });
    machine.life = life;
    if (this.wire.isCut(machine.store, 'hub') && machine.lives > 1)
      this.encounters.met('a store started without a line');
    life.start().catch(() => {
      life.crash();
      this.scheduler.after(machine.downMs, () => this.startUp(machine));
    });
  }

  private diskOf(machine: StoreMachine) {
    return {
      database: machine.database,
      slowMs: () => (machine.slow.untilMs > this.scheduler.now ? machine.slow.byMs : 0),
      strikes: (where: Parameters<StoreMachine['struckAt']>[0]) => {
        const strikes = machine.struckAt(where);
        if (strikes) {
          this.encounters.met(where === 'before fsync' ? 'a crash before fsync' : 'a crash after fsync');
          this.scheduler.after(machine.downMs, () => this.startUp(machine));
        }
        return strikes;
      },
      onDurable: (changes: Changes) => {
        this.trace.note(`${machine.name} ${changes.facts.map(({ id }) => id).join(' ')}`);
        for (const { says, id } of changes.facts)
          this.trace.tell(machine.name, `keeps ${says.type} ${id.slice(0, 6)}: ${JSON.stringify(says.body)}`);
        this.god.onDurable(machine.name, changes.facts);
        this.god.onHeard(machine.name, machine.storeId, changes.standings);
        if (!changes.values.unfit) return;
        this.encounters.met('a store noticed that its books are not what the hub knows');
        this.trace.tell(machine.name, 'notices that its books are not what the hub knows');
      },
    };
  }

  private lineOf(machine: StoreMachine, asker: StoreLife): HubLine {
    const { hub, wire } = this;
    const ask = <T>(withinMs: number, answer: () => Promise<T>) =>
      wire.ask({ from: machine.store, to: 'hub', asker, withinMs }, () => this.atHub(answer));
    return {
      push: (facts) =>
        ask(HUB_WAITS_MS, async () => {
          if (machine.tellsLastFirst && facts.length > 1) {
            machine.tellsLastFirst = false;
            hub.push(machine.storeId, facts.slice(1));
          }
          return hub.push(machine.storeId, facts);
        }),
      pull: ({ bookmark, waitSeconds }) =>
        ask(PULL_WAITS_MS, () => this.newsFor(machine.storeId, bookmark, waitSeconds > 0)),
      askAllowance: (request, withinMs) =>
        ask(withinMs, async () => hub.askAllowance(machine.storeId, request)),
      follow: (cardIds) => ask(HUB_WAITS_MS, async () => hub.follow(machine.storeId, cardIds)),
      list: (after) => ask(HUB_WAITS_MS, async () => ({ notices: [], at: after, isMore: false })),
    };
  }

  private async newsFor(storeId: string, bookmark: string, mayWait: boolean): Promise<News> {
    const news = this.hub.pull(storeId, bookmark);
    if (!mayWait || news.notices.length > 0) return news;
    await this.hub.changed(this.wait(PULL_MS));
    return this.hub.pull(storeId, bookmark);
  }

  /** All that it can see: every other store, as long as the lines between them are up. */
  private neighboursOf(machine: StoreMachine, asker: StoreLife): Neighbour[] {
    const others = this.machines.filter((each) => each.store !== machine.store);
    return others.map((neighbour) => ({
      name: neighbour.name,
      exchange: async (told) => {
        if (this.wire.isCut(machine.store, neighbour.store))
          this.encounters.met('neighbours were cut off from each other');
        const asking = { from: machine.store, to: neighbour.store, asker, withinMs: HUB_WAITS_MS } as const;
        const answer = await this.wire.ask(asking, async () => neighbour.life?.hear(told) ?? NEVER);
        if (answer.hot.length > 0) this.encounters.met('a block passed between neighbours');
        if (answer.facts.length > 0) this.encounters.met('facts passed between neighbours');
        return answer;
      },
    }));
  }

  /** What the hub does is kept; whether anybody hears of it is another thing. */
  private async atHub<T>(answer: () => Promise<T>): Promise<T> {
    if (this.hubDownUntil > this.scheduler.now) return NEVER;
    const value = await answer();
    return Math.max(this.hubIsDeafUntil, this.hubDownUntil) > this.scheduler.now ? NEVER : value;
  }

  /** Hub and store know the same. */
  private isThroughWith({ isUp, life }: StoreMachine): boolean {
    const state = life?.state;
    return (
      !isUp ||
      !state ||
      life.isUnfit ||
      state.books.terms.status === 'ended' ||
      (state.head.seq === state.books.checkpointSeq && state.values.bookmark?.at === this.hub.bookmark)
    );
  }

  /** All lines heal, all machines start, and everybody tells everything. */
  private async comeToRest(): Promise<void> {
    this.trace.tell('world', 'all lines are up again, and all machines');
    this.wire.heal();
    [this.hubDownUntil, this.hubIsDeafUntil] = [0, 0];
    this.hub.grantsBeforehand = false;
    for (const machine of this.machines) {
      machine.spare();
      this.startUp(machine);
    }
    const calmAt = this.scheduler.now + CALM_MS;
    await this.runUntil(() => this.scheduler.now >= calmAt);
    // Something may just have been said: it is told, and comes back, before anybody looks.
    await this.runUntil(
      () => this.scheduler.now >= calmAt + CALM_MS || this.machines.every((each) => this.isThroughWith(each)),
    );
    this.forces.look(this);
  }
}

const said = (answer: Answer): string =>
  answer.outcome === 'approved'
    ? `approved ${answer.approval.approvedMinor} (${answer.approval.unbackedMinor} without an allowance)`
    : `declined: ${answer.why.code}`;
