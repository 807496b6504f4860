import { createMemoryTransport } from '#adapters/memory';
import { PaymentProviderHandler } from '#contexts/payments';
import {
  PaymentAuthorizationRequested,
  PaymentCaptureRequested,
  PaymentVoidRequested,
} from '#contracts/payments';
import type { DataOf, Database, EventClass } from '#kernel';
import {
  BusStrategy,
  DeadLetterDeals,
  type DeliveryContext,
  Engine,
  Metrics,
  OperationReader,
  PostOffice,
  Quarantine,
  type Routes,
  SagaSignals,
  SubmitCommandHandler,
} from '#runtime';
import type { Broker } from '../outside/broker.js';
import { BrokerTransport } from '../outside/broker-transport.js';
import type { PaymentDesk } from '../outside/payment-desk.js';
import { SimulatedProvider } from '../outside/simulated-provider.js';
import type { SimulatedProcess } from './simulated-process.js';
import type { WorldParts } from './world-parts.js';

const PROVIDER_QUEUE = 'payments.provider';

// It counts for the whole computer, not for a world.
const metrics = new Metrics();

/** What a program is composed of, besides its process and its line to the store. */
export interface ProgramParts extends WorldParts {
  readonly routes: Routes;
  /** Missing where transactions deliver by themselves. */
  readonly broker?: Broker;
  readonly lastRelay: { node: string };
  readonly desk: PaymentDesk;
  onTrouble(node: string, what: string, error: unknown): void;
}

/** The hub as one process runs it, without its web server: the same classes, called directly. */
export class Program {
  private constructor(
    readonly commands: SubmitCommandHandler,
    readonly operations: OperationReader,
    readonly signals: SagaSignals,
    readonly deals: DeadLetterDeals,
  ) {}

  static async start(
    world: ProgramParts,
    process: SimulatedProcess,
    database: Database,
    crash: (downMs: number) => void,
  ): Promise<Program> {
    const { routes, broker } = world;
    const transport = broker
      ? new BrokerTransport(world, broker, process, database)
      : createMemoryTransport();
    const postOffice = new PostOffice(transport);
    const { surroundings } = process;
    const quarantine = new Quarantine();
    const onTrouble = (what: string, error: unknown) => world.onTrouble(process.node, what, error);
    const operations = new OperationReader(database, surroundings);
    const engine = new Engine(database, routes, postOffice, surroundings, onTrouble, {
      batchMax: 20,
      quarantine,
      onEnded: (ids) => operations.tellEnded(ids),
    });
    await engine.prepare();
    const strategy = new BusStrategy(
      { database, routes, postOffice, surroundings, quarantine, onTrouble },
      { consume: true },
    );
    const provider = new PaymentProviderHandler(new SimulatedProvider(world, process, world.desk, crash));
    const reactions = reactionsOf(provider);
    for (const [event, handle] of reactions)
      strategy.addHandler(event.type, handle, true, { queue: PROVIDER_QUEUE });
    strategy.listen(() => undefined);
    await transport.start({ queues: routes.allQueues() });
    engine.start();
    return new Program(
      new SubmitCommandHandler(database, postOffice, routes, surroundings, metrics),
      operations,
      new SagaSignals(database, postOffice, routes, surroundings),
      new DeadLetterDeals(database, surroundings),
    );
  }
}

type Reaction<E extends EventClass> = (data: DataOf<E>, delivery: DeliveryContext) => Promise<void>;

const reactionsOf = (provider: PaymentProviderHandler) =>
  [
    reaction(PaymentAuthorizationRequested, (data, delivery) => provider.authorize(data, delivery)),
    reaction(PaymentCaptureRequested, (data, delivery) => provider.capture(data, delivery)),
    reaction(PaymentVoidRequested, (data, delivery) => provider.void(data, delivery)),
  ] as const;

const reaction = <E extends EventClass>(event: E, handle: Reaction<E>) => [event, handle] as const;
