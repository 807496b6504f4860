import { dispatch } from '#contexts/dispatch';
import { giftCards } from '#contexts/gift-cards';
import { inventory } from '#contexts/inventory';
import { payments } from '#contexts/payments';
import { purchasing } from '#contexts/purchasing';
import type { BoundedContext, LogReader, Projection } from '#kernel';
import { Routes } from '#runtime';
import { type Fault, tellFault } from '../faults/fault.js';
import { FaultBoard } from '../faults/fault-board.js';
import { Encounters } from '../faults/sometimes.js';
import { Broker } from '../outside/broker.js';
import { PaymentDesk } from '../outside/payment-desk.js';
import { SimulatedClient } from '../outside/simulated-client.js';
import type { Scenario } from '../scenario/scenario.js';
import { SimulatedStaff } from '../outside/simulated-staff.js';
import { Chronicle } from './chronicle.js';
import { Node } from './node.js';
import { poisonable } from './poisonable.js';
import { Program, type ProgramParts } from './program.js';
import { Random } from './random.js';
import { Scheduler } from './scheduler.js';
import { SimulatedStore, type WhatWorks } from './simulated-store.js';
import { Trace } from './trace.js';

/** The business as the hub runs it. */
export const CONTEXTS: readonly BoundedContext[] = [giftCards, purchasing, payments, inventory, dispatch];
/** No honest world needs a tenth of it. */
const STEPS_MAX = 300_000;

/** What somebody in the program complained about. */
export interface Trouble {
  readonly node: string;
  readonly what: string;
  readonly error: unknown;
}

/** Everything that a scenario needs, from its first moment until nothing happens any more. */
export class World {
  readonly scheduler: Scheduler;
  readonly store: SimulatedStore;
  readonly trace: Trace;
  readonly encounters = new Encounters();
  readonly chronicle = new Chronicle();
  readonly faults: FaultBoard;
  readonly desk = new PaymentDesk();
  readonly routes: Routes;
  readonly projections: readonly Projection[];
  private readonly readers: readonly LogReader[];
  readonly troubles: Trouble[] = [];
  /** Ids of messages that nobody can read, which are to become dead letters. */
  readonly planted: string[] = [];
  readonly clients: readonly SimulatedClient[];
  steps = 0;
  private readonly staff: SimulatedStaff;
  private readonly broker: Broker | undefined;
  private readonly nodes: readonly Node[];
  private readonly random: Random;

  constructor(
    readonly scenario: Scenario,
    contexts: readonly BoundedContext[],
  ) {
    const random = new Random(`world ${scenario.seed}`);
    this.random = random;
    const scheduler = new Scheduler(random.fork('order'));
    this.scheduler = scheduler;
    this.trace = new Trace(() => scheduler.now);
    this.store = new SimulatedStore(scheduler, random.fork('slots'));
    this.faults = new FaultBoard(scheduler);
    const isPoisoned = (command: string) => this.faults.isPoisoned(command);
    this.routes = new Routes(contexts.map((context) => poisonable(context, isPoisoned)));
    this.projections = this.routes.contexts.flatMap(({ shows = [] }) => shows);
    this.readers = [...this.projections, ...this.routes.contexts.flatMap(({ follows = [] }) => follows)];
    const { store, trace, encounters, faults, desk, routes, chronicle } = this;
    const parts = { scheduler, random, store, trace, encounters, faults, chronicle };
    this.broker = scenario.delivery === 'relayed' ? new Broker(parts) : undefined;
    const onTrouble = (node: string, what: string, error: unknown) => {
      this.troubles.push({ node, what, error });
      trace.note(`${node}: ${what}: ${String(error)}`);
    };
    const broker = this.broker ? { broker: this.broker } : {};
    const program: ProgramParts = { ...parts, ...broker, routes, desk, lastRelay: { node: '' }, onTrouble };
    this.nodes = scenario.nodes.map(
      (name, at) =>
        new Node(name, parts, at + 1, ({ process, database }, node) =>
          Program.start(program, process, database, (downMs) => node.crash(downMs)),
        ),
    );
    this.clients = scenario.clients.map((plan) => new SimulatedClient(parts, plan, this.nodes));
    this.staff = new SimulatedStaff(parts, scenario.staff, this.nodes);
  }

  /** @returns whether it has come to rest */
  async run(): Promise<boolean> {
    for (const node of this.nodes) node.boot();
    for (const fault of this.scenario.faults) this.scheduler.after(fault.atMs, () => this.begin(fault));
    for (const client of this.clients) void client.run();
    void this.staff.run();
    for (; this.steps < STEPS_MAX; this.steps++) {
      if (!(await this.goOn())) return true;
    }
    return false;
  }

  /** @returns false when nothing will ever happen again but looks for work */
  private async goOn(): Promise<boolean> {
    const next = this.scheduler.peek();
    if (!next) return false;
    if (next.isNap && next.at > this.scheduler.now) {
      const quietMs = await this.quietMs();
      if (quietMs !== 0) {
        const due = quietMs === undefined ? Number.POSITIVE_INFINITY : this.scheduler.now + quietMs;
        const wakes = Math.min(due, this.scheduler.nextPressing() ?? Number.POSITIVE_INFINITY);
        if (wakes === Number.POSITIVE_INFINITY) return false;
        this.scheduler.skipTo(Math.min(wakes, due));
      }
    }
    await this.scheduler.step();
    return true;
  }

  private async quietMs(): Promise<number | undefined> {
    if (this.store.open > 0) return 0;
    if (this.broker && !this.everybodyIsCutFromTheBroker()) {
      const { waiting } = await this.store.database.transaction((tx) => tx.outbox.depth());
      if (waiting > 0 && waiting > (this.broker.standingStill ?? 0)) return 0;
    }
    return this.store.idleMs(this.whatWorks);
  }

  private readonly everybodyIsCutFromTheBroker = (): boolean =>
    this.scenario.nodes.every((node) => this.faults.isCut(node, 'broker'));

  private get whatWorks(): WhatWorks {
    return {
      queues: this.routes.allQueues(),
      sagas: this.routes.sagas.all().map(({ name }) => name),
      readers: this.readers,
    };
  }

  private begin(fault: Fault): void {
    this.trace.tell('fault', tellFault(fault));
    this.faults.begin(fault);
    // What ends is something that happens: nobody sleeps through it.
    if ('forMs' in fault) this.scheduler.after(fault.forMs, () => this.trace.note(`${fault.kind} ends`));
    for (const node of this.nodes) if ('node' in fault && fault.node === node.name) node.suffer(fault);
    switch (fault.kind) {
      case 'store clock':
        this.encounters.met(`the clock of the store jumped ${fault.byMs > 0 ? 'ahead' : 'back'}`);
        return this.store.jump(fault.byMs);
      case 'broker wiped':
        return this.broker?.wipe();
      case 'cut':
        return this.loseBroker(fault);
      case 'undecodable':
        return void this.plant(fault.queue);
      default:
        return;
    }
  }

  private loseBroker({ node, from }: Extract<Fault, { kind: 'cut' }>): void {
    const life = this.nodes.find(({ name }) => name === node)?.life;
    if (from === 'broker' && life) this.broker?.lose(life.process);
  }

  private async plant(queue: string): Promise<void> {
    const id = `00000000-0000-7000-a000-${(this.planted.length + 1).toString(16).padStart(12, '0')}`;
    this.planted.push(id);
    const at = new Date(this.store.now).toISOString();
    const unreadable = this.random.happens(0.5)
      ? { kind: 'command' as const, type: 'gift-cards.load-card', version: 1 }
      : { kind: 'event' as const, type: 'nobody.knows-this', version: 7 };
    const envelope = { ...unreadable, id, key: id, data: { nothing: true }, at, correlationId: id };
    await this.store.transaction((tx) => tx.mailbox.deliver([{ queue, envelope }]));
  }
}
