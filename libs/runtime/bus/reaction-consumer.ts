import {
  ConcurrentWrite,
  type Database,
  keyOf,
  type Leased,
  type Surroundings,
  type Transaction,
  Unavailable,
  UndecodableMessage,
} from '#kernel';
import { Alarm } from '../engine/alarm.js';
import { jitteredPauseMs } from '../engine/backoff.js';
import { causeOf, Envelopes } from '../engine/envelopes.js';
import { FailedMessages } from '../engine/failed-messages.js';
import { LeaseLost } from '../engine/lease-lost.js';
import type { PostOffice } from '../engine/post-office.js';
import type { Quarantine } from '../engine/quarantine.js';
import type { Routes } from '../engine/routes.js';
import { pause } from '../surroundings.js';
import { DeliveryContext } from './delivery-context.js';
import { Trial } from './trial.js';

/** Handles one event; rejects when it could not. */
export type Reaction = (data: unknown, context: DeliveryContext) => Promise<void>;

export interface ReactionConsumerParts {
  readonly database: Database;
  readonly routes: Routes;
  readonly postOffice: PostOffice;
  readonly surroundings: Surroundings;
  /** That of the engine in the same process. */
  readonly quarantine: Quarantine;
  /** As of the engine. */
  readonly patienceMs?: number;
  onTrouble(what: string, error: unknown): void;
}

/** Messages of one queue that are handled at once: so many may hang at a provider before others wait for them. */
const CONCURRENCY_MAX = 256;
/** Messages that are taken at once. */
const TAKEN_MAX = 64;
/** How long a message belongs to a process that gives no sign of life. */
const LEASE_MS = 10_000;
const POLL_MS = 250;
/** About 10 seconds; the lease is extended meanwhile, as long as the database can be reached. */
const SETTLE_ATTEMPTS_MAX = 10;

const isPassing = (error: unknown): boolean =>
  error instanceof Unavailable || error instanceof ConcurrentWrite;

/** What a turn has taken. */
interface Taken {
  readonly leased: readonly Leased[];
  /** Leased alone: it may have ended a process. */
  readonly suspect?: Leased;
  /** Has ended too many. */
  readonly buried?: Leased;
  readonly nextInMs?: number | undefined;
}

/** Hands the messages of one queue to handlers that talk to the outside: leased, not inside a transaction. */
export class ReactionConsumer {
  private readonly alarm: Alarm;
  private readonly underWay = new Map<Leased, Promise<void>>();
  private readonly envelopes: Envelopes;
  private readonly failedMessages: FailedMessages;
  private readonly trial: Trial;
  private running: Promise<void> | undefined;
  private stopHeart: (() => void) | undefined;
  private stopping = false;

  constructor(
    private readonly queue: string,
    private readonly reactions: ReadonlyMap<string, Reaction>,
    private readonly parts: ReactionConsumerParts,
  ) {
    this.alarm = new Alarm(parts.surroundings.clock);
    this.envelopes = new Envelopes(parts.routes, parts.surroundings.ids);
    this.failedMessages = new FailedMessages(this.envelopes, parts.postOffice, parts.patienceMs);
    const { database, surroundings, quarantine } = parts;
    this.trial = new Trial(database, surroundings, quarantine, () => this.alarm.ring());
  }

  start(): void {
    this.parts.database.onDelivered((queues) => {
      if (queues.has(this.queue)) this.alarm.ring();
    });
    this.beatLater();
    this.running = this.run();
  }

  /** Waits for the handlers under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.alarm.ringAll();
    await this.running;
    await Promise.all(this.underWay.values());
    this.stopHeart?.();
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      try {
        await this.alarm.sleep(await this.turn());
        failures = 0;
      } catch (error) {
        if (failures++ === 0) this.parts.onTrouble(`${this.queue} waits for the database`, error);
        await this.alarm.sleep(jitteredPauseMs(this.parts.surroundings.chance, failures, 100, 5_000));
      }
    }
  }

  /** @returns how long to sleep, in milliseconds */
  private async turn(): Promise<number> {
    const free = Math.min(CONCURRENCY_MAX - this.underWay.size, TAKEN_MAX);
    if (free === 0 || this.trial.isUnderWay) return POLL_MS;
    const { leased, suspect, buried, nextInMs } = await this.take(free);
    for (const each of leased) this.underWay.set(each, this.finish(each));
    if (suspect) this.underWay.set(suspect, this.tryOut(suspect));
    if (buried) this.tellBuried(buried);
    if (buried || leased.length === free) return 0;
    return Math.max(1, Math.min(nextInMs ?? POLL_MS, POLL_MS));
  }

  private async take(free: number): Promise<Taken> {
    const { database, quarantine } = this.parts;
    if (!quarantine.tryEnter()) {
      const leased = await database.transaction((tx) => tx.mailbox.lease(this.queue, free, LEASE_MS, 'none'));
      return { leased };
    }
    let suspect: Leased | undefined;
    try {
      const taken = await database.transaction((tx) => this.takeAny(tx, free));
      suspect = taken.suspect;
      return taken;
    } finally {
      if (!suspect) quarantine.leave();
    }
  }

  private async takeAny(tx: Transaction, free: number): Promise<Taken> {
    const leased = await tx.mailbox.lease(this.queue, free, LEASE_MS, 'alone');
    const [first] = leased;
    if (!first) return { leased, nextInMs: await tx.mailbox.nextRetryInMs([this.queue]) };
    if (first.starts === 0) return { leased };
    if (first.starts < this.parts.quarantine.deathsMax) return { leased: [], suspect: first };
    await this.failedMessages.buryKiller(tx, first);
    return { leased: [], buried: first };
  }

  private tellBuried({ envelope: { type, id } }: Leased): void {
    this.failedMessages.posted();
    this.parts.onTrouble(`${type} ${id} ended too many processes in ${this.queue}`, undefined);
  }

  private tryOut(suspect: Leased): Promise<void> {
    return this.trial.hold(suspect, [...this.underWay.values()], () => this.finish(suspect));
  }

  private async finish(leased: Leased): Promise<void> {
    try {
      await this.handle(leased);
    } catch (error) {
      await this.onFailure(leased, error);
    } finally {
      this.underWay.delete(leased);
      this.alarm.ring();
    }
  }

  private async handle(leased: Leased): Promise<void> {
    const { envelope, failures, postponements } = leased;
    const reaction = this.reactions.get(envelope.type);
    if (!reaction)
      throw new UndecodableMessage('unknown-type', `${this.queue} has no handler for ${envelope.type}`);
    const { data } = this.parts.routes.catalog.decode(envelope);
    const context = new DeliveryContext(envelope, failures, failures + postponements);
    await reaction(data, context);
    await this.settleInsistently(leased, context);
  }

  /** The work outside is done: to say so again costs less than to wait for the end of the lease and do it again. */
  private async settleInsistently(leased: Leased, context: DeliveryContext): Promise<void> {
    for (let failures = 1; ; failures++) {
      try {
        return await this.settle(leased, context);
      } catch (error) {
        if (!isPassing(error) || failures === SETTLE_ATTEMPTS_MAX) throw error;
        const { clock, chance } = this.parts.surroundings;
        await pause(clock, jitteredPauseMs(chance, failures, 100, 2_000));
      }
    }
  }

  private async settle(leased: Leased, context: DeliveryContext): Promise<void> {
    const { database, postOffice, routes } = this.parts;
    await database.transaction(async (tx) => {
      const { retry, sent, envelope } = context;
      if (retry) await tx.mailbox.postpone(leased, retry.why, retry.inMs);
      else if (!(await tx.mailbox.completeLeased(leased))) throw new LeaseLost(envelope.id);
      const cause = causeOf(envelope, await tx.now());
      const messages = sent.map((command) =>
        this.envelopes.command(command, cause, {
          key: keyOf(routes.catalog.find(command.type, command.version), Object(command.data)),
          ...(envelope.replyTo && { replyTo: envelope.replyTo }),
        }),
      );
      await postOffice.post(tx, messages);
    });
    postOffice.posted();
  }

  private async onFailure(leased: Leased, error: unknown): Promise<void> {
    if (error instanceof LeaseLost || isPassing(error)) return;
    const { database, onTrouble } = this.parts;
    const { type, id } = leased.envelope;
    try {
      const failed = { claimed: leased, error };
      const { isNews } = await database.transaction((tx) => this.failedMessages.setAside(tx, failed));
      this.failedMessages.posted();
      if (isNews) onTrouble(`${type} ${id} failed in ${this.queue}`, error);
    } catch (second) {
      onTrouble(`${type} ${id} failed in ${this.queue}`, error);
      onTrouble(`${id} could not be set aside; its lease will end`, second);
    }
  }

  private beatLater(): void {
    this.stopHeart = this.parts.surroundings.clock.after(LEASE_MS / 3, () => {
      this.beatLater();
      void this.extendLeases();
    });
  }

  private async extendLeases(): Promise<void> {
    const leased = [...this.underWay.keys()];
    if (leased.length === 0) return;
    await this.parts.database
      .transaction((tx) => tx.mailbox.extendLeases(leased, LEASE_MS))
      .catch((error: unknown) => this.parts.onTrouble(`Leases of ${this.queue} were not extended`, error));
  }
}
