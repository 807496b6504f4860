import { type Answer, type HubLine, LineDown, noChanges, type TillRequest } from '#contexts/store-node';
import type { Signer } from '#kernel';
import type { Finding } from '../../simulation/invariants/evidence.js';
import { Random } from '../../simulation/world/random.js';
import { Scheduler } from '../../simulation/world/scheduler.js';
import { Trace } from '../../simulation/world/trace.js';
import { God } from '../god/god.js';
import { SimulatedHub } from '../hub/simulated-hub.js';
import { Promises } from '../people/promises.js';
import { Till } from '../people/till.js';
import type { Happening, StoreScenario } from '../scenario/happening.js';
import { CrashingBooks } from './crashing-books.js';
import { type Founded, found } from './founding.js';
import { doDeed } from '../people/hub-staff.js';
import { strike } from './misfortune.js';
import { SimulatedSeals } from './simulated-seals.js';
import { StoreEncounters } from './store-encounters.js';
import { StoreLife } from './store-life.js';
import { StoreMachine } from './store-machine.js';
import { Wire } from './wire.js';

const TILL_WAITS_MS = 4_000;
const HUB_WAITS_MS = 10_000;
const SYNC_MS = 90_000;
/** How often a store looks whether a neighbour knows more, when it has talked to the hub. */
const VISITS = 0.4;
const STEPS_MAX = 60_000;
const NEVER = new Promise<never>(() => undefined);

/** A hub and its stores on one seeded time, with lines, disks, clocks and people that all fail. */
export class StoreWorld {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly trace: Trace;
  readonly encounters = new StoreEncounters();
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
  private isEnding = false;

  constructor(
    readonly scenario: StoreScenario,
    private readonly look: (world: StoreWorld) => void,
  ) {
    this.random = new Random(`world of stores ${scenario.seed}`);
    this.scheduler = new Scheduler(this.random.fork('order'));
    this.trace = new Trace(() => this.scheduler.now);
    const now = () => this.scheduler.now;
    this.god = new God(now, this.encounters);
    this.hubSigner = this.seals.newSigner('hub');
    this.hub = new SimulatedHub({ seals: this.seals, signer: this.hubSigner, watch: this.god, now });
    this.wire = new Wire(this.scheduler, this.random.fork('wire'), this.encounters);
    this.founded = found(this);
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
      this.look(this);
    }
    return true;
  }

  private happen(happening: Happening): void {
    switch (happening.kind) {
      case 'till':
        return this.sendToTill(happening);
      case 'hub':
        return doDeed(this, happening);
      case 'fault':
        return strike(this, happening.fault);
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
      tell: (what) => this.trace.tell(name, what),
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
    const answered = life.serve(request).then(
      (answer) => {
        this.promises.note({ machine: machine.name, storeId: machine.storeId, request, answer, atMs: this.scheduler.now });
        this.trace.tell(machine.name, `tells ${request.till}: ${request.kind} ${request.requestId} ${said(answer)}`);
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
      onCrash: () => this.trace.tell(machine.name, 'crashes'),
    });
    machine.life = life;
    if (this.wire.isCut(machine.store, 'hub') && machine.lives > 1) this.encounters.met('a store started without a line');
    void life.start().then(() => this.attend(machine, life));
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
      onDurable: (changes: typeof noChanges) => {
        this.trace.note(`${machine.name} ${changes.facts.map(({ id }) => id).join(' ')}`);
        for (const { says, id } of changes.facts) this.trace.tell(machine.name, `keeps ${says.type} ${id.slice(0, 6)}: ${JSON.stringify(says.body)}`);
        this.god.onDurable(machine.name, changes.facts);
      },
    };
  }

  private lineOf(machine: StoreMachine, asker: StoreLife): HubLine {
    const { hub, wire } = this;
    const ask = <T>(withinMs: number, answer: () => T) =>
      wire.ask({ from: machine.store, to: 'hub', asker, withinMs }, () => this.atHub(answer));
    return {
      enrol: () => Promise.reject(new LineDown('Stores are enrolled when the world begins')),
      push: (facts) => ask(HUB_WAITS_MS, () => hub.push(machine.storeId, facts)),
      pull: (bookmark) => ask(HUB_WAITS_MS, () => hub.pull(machine.storeId, bookmark)),
      askAllowance: (request, withinMs) => ask(withinMs, () => hub.askAllowance(machine.storeId, request)),
      list: () => Promise.reject(new LineDown('No list is told')),
    };
  }

  /** What the hub does is kept; whether anybody hears of it is another thing. */
  private async atHub<T>(answer: () => T): Promise<T> {
    const { now } = this.scheduler;
    if (this.hubDownUntil > now) return NEVER;
    const value = answer();
    return this.hubIsDeafUntil > now ? NEVER : value;
  }

  /** Looks after a store from time to time, as long as its program lives. */
  private attend(machine: StoreMachine, life: StoreLife): void {
    const again = () => {
      this.scheduler.after(this.random.int(SYNC_MS / 2, SYNC_MS * 1.5), () => {
        void this.syncNow(machine, life).finally(again);
      }, { owner: life });
    };
    again();
  }

  async syncNow(machine: StoreMachine, life: StoreLife): Promise<void> {
    if (life.isSyncing) return;
    life.isSyncing = true;
    const wasUnfit = life.isUnfit;
    try {
      if (!(await life.sync())) {
        this.encounters.met('a store was cut off');
        await life.tidy();
      }
      if (!wasUnfit && life.isUnfit) {
        this.encounters.met('a store noticed that its books are not what the hub knows');
        this.trace.tell(machine.name, 'notices that its books are not what the hub knows');
      }
      if (this.isEnding || this.random.happens(VISITS)) await this.visit(machine, life);
    } catch (error) {
      if (life.isAlive) this.trace.note(String(error));
    } finally {
      life.isSyncing = false;
    }
  }

  /** Tells a neighbour what it may not know, and hears it. */
  private async visit(machine: StoreMachine, life: StoreLife): Promise<void> {
    const others = this.machines.filter((each) => each.store !== machine.store && each.isUp);
    if (others.length === 0) return;
    const neighbour = this.random.pick(others);
    if (this.wire.isCut(machine.store, neighbour.store)) return this.encounters.met('neighbours were cut off from each other');
    const asking = { from: machine.store, to: neighbour.store, asker: life, withinMs: HUB_WAITS_MS } as const;
    const known = await life.frontier();
    try {
      const told = await this.wire.ask(asking, async () => neighbour.life?.tell(known) ?? NEVER);
      const { facts, blocks } = await life.hear(told);
      if (blocks > 0) this.encounters.met('a block passed between neighbours');
      if (facts > 0) this.encounters.met('facts passed between neighbours');
    } catch (error) {
      if (!(error instanceof LineDown)) throw error;
    }
  }

  /** All lines heal, all machines start, and everybody tells everything. */
  private async comeToRest(): Promise<void> {
    this.trace.tell('world', 'all lines are up again, and all machines');
    this.wire.heal();
    [this.hubDownUntil, this.hubIsDeafUntil] = [0, 0];
    for (const machine of this.machines) {
      machine.spare();
      this.startUp(machine);
    }
    this.isEnding = true;
    const calmAt = this.scheduler.now + 200_000;
    await this.runUntil(() => this.scheduler.now >= calmAt);
    for (let round = 0; round < 6; round++) {
      let left = 0;
      for (const machine of this.machines) {
        const { life } = machine;
        if (!life || !machine.isUp) continue;
        left += 1;
        void this.syncNow(machine, life).finally(() => {
          left -= 1;
        });
      }
      await this.runUntil(() => left === 0);
    }
    this.look(this);
  }
}

const said = (answer: Answer): string =>
  answer.outcome === 'approved'
    ? `approved ${answer.approval.approvedMinor} (${answer.approval.unbackedMinor} without an allowance)`
    : `declined: ${answer.why.code}`;
