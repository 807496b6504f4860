import {
  type Addressed,
  type AnyEvent,
  type AnyMessageClass,
  type Decision,
  type Envelope,
  type Ids,
  type LogPosition,
  type Message,
  type MessageCatalog,
  type OpenAggregate,
  type OperationChange,
  type StoredEvent,
  type Transaction,
  UndecodableMessage,
} from '#kernel';
import type { HistoriesAtHand, Unread } from './histories-at-hand.js';
import { type Cause, causeOf, type Envelopes } from './envelopes.js';
import type { Routes } from './routes.js';

interface OpenStream {
  readonly aggregate: OpenAggregate;
  version: number;
}

/** A history that is opened when a command needs it: one that cannot be read harms no other. */
interface LoadedStream {
  readonly name: string;
  readonly commandType: string;
  readonly unread: Unread<OpenAggregate>;
  open?: OpenStream;
}

/** The commands of one batch: decided in order on the histories that they need, and kept together. */
export class Decisions {
  private readonly streams = new Map<string, LoadedStream>();
  private readonly appended: StoredEvent[] = [];
  private readonly finished: { change: OperationChange; kept: boolean }[] = [];

  constructor(
    private readonly routes: Routes,
    private readonly envelopes: Envelopes,
    private readonly ids: Ids,
    private readonly nowMs: number,
    private readonly atHand: HistoriesAtHand<OpenAggregate>,
  ) {}

  /** Reads the histories that these commands decide on, those that it does not have yet; for others there is none. */
  async load(tx: Transaction, commands: readonly Envelope[]): Promise<void> {
    const streams = new Map(
      commands
        .filter((each) => this.routes.decides(each.type))
        .map((each) => [this.streamOf(each), each.type] as const)
        .filter(([stream]) => !this.streams.has(stream)),
    );
    const read = await this.atHand.read(tx.events, [...streams.keys()]);
    for (const [name, commandType] of streams) {
      const unread = read.get(name) ?? { base: undefined, history: [] };
      this.streams.set(name, { name, commandType, unread });
    }
  }

  /**
   * @returns the messages that follow from it
   * @throws UndecodableMessage when the command cannot be read; whatever a decision throws
   */
  handle(envelope: Envelope): Addressed[] {
    this.assertDecided(envelope);
    const command = this.routes.catalog.decode(envelope);
    const name = this.streamOf(envelope);
    const loaded = this.streams.get(name);
    if (!loaded) throw new Error(`${name} was not loaded`);
    const stream = (loaded.open ??= this.open(loaded));
    const decision = stream.aggregate.decide(command, { now: this.nowMs });
    return this.keep(decision, name, stream, causeOf(envelope, this.nowMs));
  }

  /** Writes everything that was decided. @returns where the log stands then, undefined when nothing was kept */
  async write(tx: Transaction): Promise<LogPosition | undefined> {
    return this.appended.length > 0 ? tx.events.append(this.appended) : undefined;
  }

  /** What the decisions mean to those who watch operations. */
  changes(position: LogPosition | undefined): OperationChange[] {
    return this.finished.map(({ change, kept }) =>
      kept && position !== undefined ? { ...change, consistencyToken: position } : change,
    );
  }

  /** To be called after the commit: what was decided here need not be read again. */
  remember(): void {
    const last = new Map(this.appended.map((event) => [event.stream, event]));
    for (const { name, open } of this.streams.values()) {
      const event = last.get(name);
      // One whose events could not all be addressed is further than its stream.
      if (open && event?.streamVersion === open.version)
        this.atHand.remember(name, { folded: open.aggregate, version: open.version, lastId: event.id });
    }
  }

  /** Types of the events that were decided. */
  get keptEvents(): ReadonlySet<string> {
    return new Set(this.appended.map(({ type }) => type));
  }

  private assertDecided({ kind, type, version }: Envelope): void {
    if (kind !== 'command') {
      throw new UndecodableMessage('unknown-type', `Nothing here handles the ${kind} ${type}`);
    }
    this.routes.catalog.find(type, version);
    if (!this.routes.decides(type)) {
      throw new UndecodableMessage('unknown-type', `No context decides ${type}`);
    }
  }

  private open({ name, commandType, unread }: LoadedStream): OpenStream {
    const { decider } = this.routes.deciderOf(commandType);
    try {
      const decode = (stored: StoredEvent) => eventOf(stored, this.routes.catalog);
      const fold = (before: OpenAggregate | undefined, events: readonly AnyEvent[]) =>
        before ? before.after(events) : decider.open(events);
      const { folded, version } = this.atHand.open(name, fold, unread, decode);
      return { aggregate: folded.after([]), version };
    } catch (error) {
      // The command is not to blame, so it is not undecodable: another program may know what this one does not.
      throw new Error(`The history of ${name} cannot be read: ${String(error)}`, { cause: error });
    }
  }

  private keep(decision: Decision, name: string, stream: OpenStream, cause: Cause): Addressed[] {
    const kept = decision.events.map((message) => {
      stream.version += 1;
      return { message, stored: this.stored(message, name, stream.version, cause) };
    });
    const messages = kept.flatMap(({ message, stored }) => this.envelopes.event(message, stored, cause));
    const reply = decision.outcome === 'accepted' ? decision.reply : decision.refusal;
    if (cause.replyTo) messages.push(this.envelopes.reply(reply, cause.replyTo, cause));
    this.appended.push(...kept.map((each) => each.stored));
    const { operationId } = cause;
    const goesOn = messages.some(({ envelope }) => envelope.operationId === operationId);
    if (operationId !== undefined) this.finishOperation(operationId, decision, goesOn);
    return messages;
  }

  /** @param goesOn whether a saga has been started that the operation ends with */
  private finishOperation(id: string, decision: Decision, goesOn: boolean): void {
    if (decision.outcome === 'refused') {
      const { type, data } = decision.refusal;
      this.finished.push({ change: { id, state: 'failed', refusal: { type, data } }, kept: false });
    } else if (goesOn) {
      this.finished.push({ change: { id, state: 'running' }, kept: true });
    } else {
      const { type, data } = decision.reply;
      this.finished.push({ change: { id, state: 'succeeded', result: { type, data } }, kept: true });
    }
  }

  private stored(message: Message, stream: string, streamVersion: number, cause: Cause): StoredEvent {
    return {
      id: this.ids.next(),
      stream,
      streamVersion,
      type: message.type,
      version: message.version,
      data: message.data,
      at: cause.at,
      correlationId: cause.correlationId,
      causationId: cause.causationId,
    };
  }

  private streamOf(envelope: Envelope): string {
    return `${this.routes.deciderOf(envelope.type).decider.category}/${envelope.key}`;
  }
}

/** @throws UndecodableMessage when this program does not know what it once kept */
export function eventOf(stored: StoredEvent, catalog: MessageCatalog): Message<'event'> {
  const declaration: AnyMessageClass = catalog.find(stored.type, stored.version);
  const message: Message<'event'> = Reflect.construct(declaration, [stored.data]);
  return message;
}
