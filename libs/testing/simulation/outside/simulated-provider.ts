import {
  OutcomeUnknown,
  type Outcomes,
  type PaymentProvider,
  type ProviderOperation,
  ProviderUnavailable,
} from '#contexts/payments';
import type { ProviderTrouble } from '../faults/fault.js';
import type { SimulatedProcess } from '../world/simulated-process.js';
import type { WorldParts } from '../world/world-parts.js';
import type { PaymentDesk } from './payment-desk.js';

/** As the real client is set up. */
const TIMEOUT_MS = 10_000;

type Trouble = { readonly how: ProviderTrouble; readonly byMs: number };

/** The provider as one process reaches it, over a network that fails. */
export class SimulatedProvider implements PaymentProvider {
  constructor(
    private readonly world: WorldParts,
    private readonly process: SimulatedProcess,
    private readonly desk: PaymentDesk,
    private readonly crash: (downMs: number) => void,
  ) {}

  authorize(request: Parameters<PaymentProvider['authorize']>[0]): Promise<Outcomes['authorize']> {
    return this.ask(() => {
      const { what, outcome } = this.desk.apply({ what: 'authorize', ...request });
      if (what === 'authorize') return this.tell(`authorize ${request.key}: ${outcome.kind}`, outcome);
      throw new OutcomeUnknown(`The answer is about a ${what}`);
    });
  }

  capture(request: Parameters<PaymentProvider['capture']>[0]): Promise<Outcomes['capture']> {
    return this.ask(() => {
      const { what, outcome } = this.desk.apply({ what: 'capture', ...request });
      if (what === 'capture') return this.tell(`capture ${request.key}: ${outcome.kind}`, outcome);
      throw new OutcomeUnknown(`The answer is about a ${what}`);
    });
  }

  void(request: Parameters<PaymentProvider['void']>[0]): Promise<Outcomes['void']> {
    return this.ask(() => {
      const { what, outcome } = this.desk.apply({ what: 'void', ...request });
      if (what === 'void') return this.tell(`void ${request.key}: ${outcome.kind}`, outcome);
      throw new OutcomeUnknown(`The answer is about a ${what}`);
    });
  }

  findByKey(key: string): Promise<ProviderOperation | undefined> {
    return this.ask(() => this.desk.find(key));
  }

  private tell<T extends { readonly kind: string }>(what: string, outcome: T): T {
    this.world.trace.tell('provider', what);
    if (outcome.kind === 'declined') this.world.encounters.met('the provider declined');
    return outcome;
  }

  private async ask<T>(effect: () => T): Promise<T> {
    const { process } = this;
    process.outsideCalls += 1;
    try {
      return await this.call(effect);
    } finally {
      process.outsideCalls -= 1;
    }
  }

  private async call<T>(effect: () => T): Promise<T> {
    const { process, world } = this;
    await process.hop();
    if (world.faults.isCut(process.node, 'provider')) {
      await process.wait(100);
      throw new ProviderUnavailable('The provider cannot be reached');
    }
    this.crashWhere('before a request to the provider took effect');
    if (!process.isAlive) return process.never;
    const trouble = world.faults.providerTrouble();
    const answer = this.take(effect, trouble);
    // Nobody may be left to hear it.
    answer.catch(() => undefined);
    this.crashWhere('after a request to the provider took effect');
    if (!process.isAlive) return process.never;
    return this.bring(answer, trouble);
  }

  /** What the provider makes of the request, at once or later: the client may have given up by then. */
  private take<T>(effect: () => T, trouble: Trouble | undefined): Promise<T> {
    const { world } = this;
    if (trouble?.how === 'silence') return this.process.never;
    if (trouble?.how === 'error before')
      return Promise.reject(new OutcomeUnknown('The provider answered 500'));
    return new Promise((resolve, reject) => {
      const act = () => {
        try {
          resolve(effect());
        } catch (error) {
          reject(error);
        }
      };
      if (trouble?.how === 'late') world.scheduler.after(trouble.byMs, act);
      else act();
    });
  }

  private async bring<T>(answer: Promise<T>, trouble: Trouble | undefined): Promise<T> {
    const { process, world } = this;
    this.meet(trouble);
    let callOff = () => {};
    const timeout = new Promise<never>((_, reject) => {
      callOff = process.after(TIMEOUT_MS, () =>
        reject(new OutcomeUnknown(`No answer within ${TIMEOUT_MS} ms`)),
      );
    });
    const isLost = trouble?.how === 'lost answer' || trouble?.how === 'silence';
    const heard = isLost ? process.never : answer;
    try {
      const result = await Promise.race([heard, timeout]);
      await process.hop();
      if (trouble?.how === 'error after') throw new OutcomeUnknown('The provider answered 500');
      if (world.faults.isCut(process.node, 'provider')) throw new OutcomeUnknown('The answer was lost');
      return result;
    } finally {
      callOff();
    }
  }

  private meet(trouble: Trouble | undefined): void {
    const { encounters, trace } = this.world;
    if (!trouble) return;
    trace.tell('provider', `is in trouble: ${trouble.how}`);
    if (trouble.how === 'late') encounters.met('the provider answered late');
    else if (trouble.how === 'error before')
      encounters.met('the provider answered with an error without the effect');
    else if (trouble.how === 'error after')
      encounters.met('the provider answered with an error after the effect');
    else encounters.met('the provider did not answer');
  }

  private crashWhere(
    where: 'before a request to the provider took effect' | 'after a request to the provider took effect',
  ): void {
    const { world, process } = this;
    const fault = world.faults.crashes(process.node, where);
    if (!fault) return;
    world.encounters.met(`a crash ${where}`);
    this.crash(fault.downMs);
  }
}
