import {
  type Addressed,
  type Envelope,
  type Ids,
  keyOf,
  type LogPosition,
  type OperationChange,
  react,
  type SagaCommand,
  type SagaHistoryEntry,
  type SagaInstance,
  sagaRefKey,
  type Timer,
  timersOf,
  type Transaction,
  UndecodableMessage,
  unstarted,
} from '#kernel';
import { type Cause, causeOf, type Envelopes } from './envelopes.js';
import type { Routes } from './routes.js';
import { sagaInput } from './saga-inputs.js';

interface OpenSaga {
  readonly before: SagaInstance | undefined;
  readonly revision: number;
  instance: SagaInstance;
  history: SagaHistoryEntry[];
  touched: boolean;
}

/** An envelope that a saga receives. */
export interface SagaEnvelope extends Envelope {
  readonly saga: string;
}

export const isForSaga = (envelope: Envelope): envelope is SagaEnvelope => envelope.saga !== undefined;

/** The sagas of one batch: each takes its messages in order, and all are kept together. */
export class SagaWork {
  private readonly sagas = new Map<string, OpenSaga>();
  private readonly finished: OperationChange[] = [];

  constructor(
    private readonly routes: Routes,
    private readonly envelopes: Envelopes,
    private readonly ids: Ids,
    private readonly nowMs: number,
  ) {}

  /** Reads the sagas that these messages are for, those that it does not have yet. */
  async load(tx: Transaction, inputs: readonly SagaEnvelope[]): Promise<void> {
    const refs = new Map(
      inputs
        .map(({ saga, key }) => [sagaRefKey({ saga, key }), { saga, key }] as const)
        .filter(([id]) => !this.sagas.has(id)),
    );
    const found = await tx.sagas.load([...refs.values()]);
    for (const [id, stored] of found) {
      const { instance, revision } = stored;
      this.sagas.set(id, { before: instance, revision, instance, history: [], touched: false });
    }
  }

  /**
   * @returns the messages that follow from it
   * @throws UndecodableMessage when the message means nothing to its saga; whatever the saga's functions throw
   */
  handle(envelope: SagaEnvelope): Addressed[] {
    const input = sagaInput(envelope, this.routes.catalog, this.routes.sagasInterestedIn(envelope.type));
    const open = this.open(envelope);
    const definition = this.routes.sagas.version(open.instance.saga, open.instance.definitionVersion);
    const endedBefore = open.instance.ended;
    const reaction = react(definition, open.instance, input, {
      now: this.nowMs,
      newId: () => this.ids.next(),
    });
    const cause = causeOf(envelope, this.nowMs);
    const messages = reaction.commands.map((command) => this.send(command, reaction.instance, cause));
    this.sagas.set(sagaRefKey(envelope), {
      ...open,
      instance: reaction.instance,
      history: [...open.history, ...reaction.history],
      touched: true,
    });
    if (reaction.instance.ended && !endedBefore) this.finishOperation(reaction.instance, envelope.position);
    this.endRepeatedStart(envelope, reaction.instance);
    return messages;
  }

  /** Writes all sagas that took something, and their timers. */
  async write(tx: Transaction): Promise<void> {
    const touched = [...this.sagas.values()].filter((each) => each.touched);
    await Promise.all([
      tx.sagas.save(
        touched.map(({ instance, revision, history }) => ({ instance, readRevision: revision, history })),
      ),
      tx.timers.cancel(touched.flatMap(staleTimers)),
      tx.timers.set(touched.flatMap(freshTimers)),
    ]);
  }

  /**
   * What the ends of sagas mean to those who watch operations.
   * @param position where the log stands after this transaction, when it has kept events
   */
  changes(position: LogPosition | undefined): OperationChange[] {
    return this.finished.map((change) =>
      position === undefined ? change : { ...change, consistencyToken: position },
    );
  }

  /** When the next of the timers that were set is due, in milliseconds since 1970. */
  get nextTimerAt(): number {
    const due = [...this.sagas.values()].filter((each) => each.touched).flatMap(freshTimers);
    return Math.min(...due.map((each) => each.dueAt));
  }

  private open({ saga, key, correlationId }: SagaEnvelope): OpenSaga {
    const known = this.sagas.get(sagaRefKey({ saga, key }));
    if (known) return known;
    const definition = this.routes.sagas.newest(saga);
    if (!definition) throw new UndecodableMessage('unknown-type', `No saga is called ${saga}`);
    const instance = unstarted(definition, key, correlationId);
    return { before: undefined, revision: 0, instance, history: [], touched: false };
  }

  private send(command: SagaCommand, instance: SagaInstance, cause: Cause): Addressed {
    const { id, message, token } = command;
    const { saga, key } = instance;
    const queue = this.routes.queueOfSaga(saga);
    if (queue === undefined) throw new Error(`${saga} has no queue for its answers`);
    const declaration = this.routes.catalog.find(message.type, message.version);
    return this.envelopes.command(message, cause, {
      id,
      key: keyOf(declaration, Object(message.data)),
      replyTo: { queue, saga, key, token },
    });
  }

  /** What was to start a saga that had started before started nothing: its operation ends here. */
  private endRepeatedStart({ operationId: id, saga, key }: SagaEnvelope, instance: SagaInstance): void {
    if (id === undefined || id === instance.operationId) return;
    const detail = `${saga} ${key} had started before`;
    this.finished.push({
      id,
      state: 'failed',
      refusal: { type: startedBefore(saga), data: { key }, detail },
    });
  }

  private finishOperation(instance: SagaInstance, position: string | undefined): void {
    const { operationId: id, ended, saga, key, refusal, undoReason } = instance;
    if (id === undefined) return;
    const token = position === undefined ? {} : { consistencyToken: position };
    if (ended === 'completed') {
      this.finished.push({ id, state: 'succeeded', result: { type: saga, data: { key } }, ...token });
    } else {
      const why = refusal ?? { type: `${saga}-undone`, data: {} };
      const detail = undoReason === undefined ? {} : { detail: undoReason };
      this.finished.push({ id, state: 'compensated', refusal: { ...why, ...detail }, ...token });
    }
  }
}

/** Type of the refusal of what was to start a saga a second time. */
export const startedBefore = (saga: string): string => `${saga}-started-before`;

function timersBefore({ before }: OpenSaga): ReadonlyMap<string, number> {
  return before ? timersOf(before) : new Map();
}

function staleTimers(open: OpenSaga): Timer[] {
  const wanted = timersOf(open.instance);
  const { saga, key } = open.instance;
  return [...timersBefore(open).keys()]
    .filter((token) => !wanted.has(token))
    .map((token) => ({ saga, key, token }));
}

function freshTimers(open: OpenSaga): (Timer & { dueAt: number })[] {
  const set = timersBefore(open);
  const { saga, key } = open.instance;
  return [...timersOf(open.instance)]
    .filter(([token, dueAt]) => set.get(token) !== dueAt)
    .map(([token, dueAt]) => ({ saga, key, token, dueAt }));
}
