import type {
  Addressed,
  AnyMessageClass,
  Decision,
  Envelope,
  Ids,
  Message,
  MessageCatalog,
  OpenAggregate,
  OperationChange,
  StoredEvent,
  Transaction,
} from '#kernel';
import { type Cause, causeOf, type Envelopes } from './envelopes.js';
import type { Routes } from './routes.js';

interface OpenStream {
  readonly aggregate: OpenAggregate;
  version: number;
}

interface Answer {
  readonly reply: Message;
  readonly cause: Cause;
}

/** The commands of one batch: decided in order on the histories that they need, and kept together. */
export class Decisions {
  private readonly streams = new Map<string, OpenStream>();
  private readonly appended: { stored: StoredEvent; message: Message; cause: Cause }[] = [];
  private readonly answers: Answer[] = [];
  private readonly finished: { change: OperationChange; kept: boolean }[] = [];

  constructor(
    private readonly routes: Routes,
    private readonly envelopes: Envelopes,
    private readonly ids: Ids,
    private readonly nowMs: number,
  ) {}

  /** Reads the histories that these commands decide on. */
  async load(tx: Transaction, commands: readonly Envelope[]): Promise<void> {
    const streams = new Map(commands.map((each) => [this.streamOf(each), each.type]));
    const histories = await tx.events.load([...streams.keys()]);
    for (const [stream, commandType] of streams) {
      const history = histories.get(stream) ?? [];
      const { decider } = this.routes.deciderOf(commandType);
      const aggregate = decider.open(history.map((stored) => eventOf(stored, this.routes.catalog)));
      this.streams.set(stream, { aggregate, version: history.length });
    }
  }

  /** @throws UndecodableMessage when the command cannot be read; whatever a decision throws */
  handle(envelope: Envelope): void {
    const command = this.routes.catalog.decode(envelope);
    const name = this.streamOf(envelope);
    const stream = this.streams.get(name);
    if (!stream) throw new Error(`${name} was not loaded`);
    const decision = stream.aggregate.decide(command, { now: this.nowMs });
    this.keep(decision, name, stream, causeOf(envelope, this.nowMs));
  }

  /** Writes everything that was decided. @returns the messages that follow from it */
  async write(tx: Transaction): Promise<{ messages: Addressed[]; changes: OperationChange[] }> {
    const events = this.appended.map((each) => each.stored);
    const position = events.length > 0 ? await tx.events.append(events) : undefined;
    const messages = [
      ...this.appended.flatMap(({ message, stored, cause }) => this.envelopes.event(message, stored, cause)),
      ...this.answers.flatMap(({ reply, cause }) => this.answer(reply, cause, position)),
    ];
    const changes = this.finished.map(({ change, kept }) =>
      kept && position !== undefined ? { ...change, consistencyToken: position } : change,
    );
    return { messages, changes };
  }

  get keptEvents(): boolean {
    return this.appended.length > 0;
  }

  private keep(decision: Decision, name: string, stream: OpenStream, cause: Cause): void {
    if (decision.outcome === 'accepted') {
      for (const message of decision.events) {
        stream.version += 1;
        this.appended.push({ message, cause, stored: this.stored(message, name, stream.version, cause) });
      }
    }
    const reply = decision.outcome === 'accepted' ? decision.reply : decision.refusal;
    if (cause.replyTo) this.answers.push({ reply, cause });
    if (cause.operationId !== undefined) this.finishOperation(cause.operationId, decision, cause);
  }

  private finishOperation(id: string, decision: Decision, cause: Cause): void {
    if (decision.outcome === 'refused') {
      const { type, data } = decision.refusal;
      this.finished.push({ change: { id, state: 'failed', refusal: { type, data } }, kept: false });
    } else if (cause.endsWithSaga !== undefined && decision.events.length > 0) {
      this.finished.push({ change: { id, state: 'running' }, kept: true });
    } else {
      const { type, data } = decision.reply;
      this.finished.push({ change: { id, state: 'succeeded', result: { type, data } }, kept: true });
    }
  }

  private answer(reply: Message, cause: Cause, position: string | undefined): Addressed[] {
    if (!cause.replyTo) return [];
    const { queue, envelope } = this.envelopes.reply(reply, cause.replyTo, cause);
    return [{ queue, envelope: position === undefined ? envelope : { ...envelope, position } }];
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
