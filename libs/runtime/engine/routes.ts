import {
  type AnyDecider,
  type AnyMessageClass,
  type BoundedContext,
  type CommandClass,
  InvalidDefinition,
  type Message,
  MessageCatalog,
  type SagaDefinition,
  SagaRegistry,
} from '#kernel';

/** A handler of its own queue that wants certain events: see the bus strategy. */
export interface Subscription {
  readonly queue: string;
  readonly eventType: string;
}

/** A saga that an event is about, by the key that the saga's definition reads from the event. */
export interface SagaInterest {
  readonly saga: string;
  readonly queue: string;
  readonly starts: boolean;
  key(message: Message): string;
}

interface OwnedDecider {
  readonly decider: AnyDecider;
  readonly queue: string;
}

/** Who decides, reacts to and hears what: the table of all contexts that the program was composed from. */
export class Routes {
  readonly catalog: MessageCatalog;
  readonly sagas: SagaRegistry;
  private readonly deciders = new Map<string, OwnedDecider>();
  private readonly sagaQueues = new Map<string, string>();
  private readonly interests = new Map<string, SagaInterest[]>();
  private readonly subscriptions = new Map<string, Set<string>>();

  /** @throws InvalidDefinition naming every saga and step that cannot work */
  constructor(readonly contexts: readonly BoundedContext[]) {
    const processes = contexts.flatMap((context) => context.processes ?? []);
    this.catalog = new MessageCatalog(contexts.flatMap(messagesOf));
    this.sagas = new SagaRegistry(processes);
    for (const context of contexts) {
      for (const decider of context.decides ?? []) this.addDecider(decider, context.name);
      for (const saga of context.processes ?? []) this.addSaga(saga, context.name);
    }
    const problems = processes.flatMap((saga) => this.commandsWithoutOwner(saga));
    if (problems.length > 0) throw new InvalidDefinition(problems);
  }

  /** Adds a handler with a queue of its own. */
  subscribe({ queue, eventType }: Subscription): void {
    const queues = this.subscriptions.get(eventType) ?? new Set<string>();
    this.subscriptions.set(eventType, queues.add(queue));
  }

  /** The queues whose messages the engine decides by itself: one per context. */
  contextQueues(): string[] {
    return this.contexts.map((context) => context.name);
  }

  allQueues(): string[] {
    const subscribed = [...this.subscriptions.values()].flatMap((queues) => [...queues]);
    return [...new Set([...this.contextQueues(), ...subscribed])];
  }

  decides(commandType: string): boolean {
    return this.deciders.has(commandType);
  }

  /** @throws Error when no context decides the command */
  deciderOf(commandType: string): OwnedDecider {
    const owned = this.deciders.get(commandType);
    if (!owned) throw new Error(`No context decides ${commandType}`);
    return owned;
  }

  queueOfSaga(saga: string): string | undefined {
    return this.sagaQueues.get(saga);
  }

  sagasInterestedIn(eventType: string): readonly SagaInterest[] {
    return this.interests.get(eventType) ?? [];
  }

  queuesSubscribedTo(eventType: string): ReadonlySet<string> {
    return this.subscriptions.get(eventType) ?? new Set();
  }

  private addDecider(decider: AnyDecider, queue: string): void {
    for (const command of decider.commands) {
      if (this.deciders.has(command.type))
        throw new InvalidDefinition([`Two deciders decide ${command.type}`]);
      this.deciders.set(command.type, { decider, queue });
    }
  }

  private addSaga(saga: SagaDefinition, queue: string): void {
    this.sagaQueues.set(saga.name, queue);
    const waits = saga.nodes.flatMap((node) =>
      node.kind === 'step' && node.step.kind === 'event' ? [node.step] : [],
    );
    const triggers = [
      { ...saga.startedBy, starts: true },
      ...[...saga.cancelledBy, ...waits].map((each) => ({ ...each, starts: false })),
    ];
    for (const { event, sagaKey, starts } of triggers) {
      const interested = this.interests.get(event.type) ?? [];
      if (interested.some((each) => each.saga === saga.name)) continue;
      this.interests.set(event.type, [...interested, { saga: saga.name, queue, starts, key: sagaKey }]);
    }
  }

  private commandsWithoutOwner(saga: SagaDefinition): string[] {
    return commandsOf(saga)
      .filter((command) => !this.deciders.has(command.type))
      .map((command) => `${saga.name} v${saga.version}: no context decides its command ${command.type}`);
  }
}

function commandsOf(saga: SagaDefinition): CommandClass[] {
  const steps = saga.nodes.flatMap((node) => (node.kind === 'parallel' ? [...node.steps] : [node.step]));
  const sendings = steps.flatMap((step) =>
    step.kind === 'command' ? [step.send, step.undo, step.cancel] : [],
  );
  return [...sendings, saga.afterCompensation].flatMap((sending) => (sending ? [sending.command] : []));
}

function messagesOf(context: BoundedContext): AnyMessageClass[] {
  const decided = (context.decides ?? []).flatMap((each) => [...each.commands, ...each.events]);
  return [...new Set([...decided, ...(context.messages ?? [])])];
}
