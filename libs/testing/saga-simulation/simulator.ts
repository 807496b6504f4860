import { keyOf, type Message, type SagaDefinition, type SagaInput } from '#kernel';

import { checkWire, declarationOf } from '../specification/wire.js';
import { answered } from './ledger.js';
import type { Participants, SimulationOptions } from './options.js';
import type { Participant, Turn } from './participants.js';
import { Promises } from './promises.js';
import { sagaTurn, type SagaTurn } from './saga-turn.js';
import { put, type Work, type World } from './world.js';

/** What happens in a world: participants and the saga take what is brought to them. */
export class Simulator<P extends Participants> {
  readonly promises: Promises<P>;
  private readonly takers = new Map<string, string[]>();

  constructor(
    readonly definition: SagaDefinition,
    readonly options: SimulationOptions<P>,
  ) {
    this.promises = new Promises(definition, options);
    for (const [name, { takes }] of Object.entries(options.participants)) {
      for (const { type } of takes) this.takers.set(type, [...(this.takers.get(type) ?? []), name]);
    }
  }

  participant(name: string): Participant {
    const participant = this.options.participants[name];
    if (!participant) throw new Error(`There is no participant ${name}`);
    return participant;
  }

  /** Says something to all whom it concerns. @param token the attempt of the saga that answers belong to */
  bring(world: World, message: Message, token?: string): World {
    const takers = this.takers.get(message.type) ?? [];
    if (message.kind === 'command' && takers.length === 0) {
      throw new Error(`Nobody takes ${message.type}: give the simulation a participant that does`);
    }
    return takers.reduce<World>((next, participant) => {
      const work = { participant, message, ...(token !== undefined && { token }) };
      return { ...next, work: put(next.work, laneOf(work), work) };
    }, world);
  }

  /** Something happens that is nobody's answer. */
  happen(world: World, message: Message): World {
    const input = message.kind === 'event' ? this.inputOf(world, message) : undefined;
    const brought = this.bring(world, message);
    return input
      ? { ...brought, inputs: put(brought.inputs, `from outside ${message.type}`, input) }
      : brought;
  }

  turnsOf(world: World, { participant, message }: Work): readonly Turn<unknown>[] {
    return this.participant(participant).take(world.states[participant], message, world.now);
  }

  /** A participant commits to one of its turns. @param isHeard whether anybody learns of it */
  commit(world: World, work: Work, turn: Turn<unknown>, isHeard = true): World {
    const { participant, token } = work;
    const { answers = [], events = [], asks = [] } = turn;
    const next = { ...world, states: { ...world.states, [participant]: turn.state } };
    if (!isHeard) return next;
    for (const message of [...answers, ...events, ...asks]) checkWire(message);
    const followed = [...events, ...asks].reduce((all, message) => this.bring(all, message, token), next);
    const replies =
      token === undefined ? [] : answers.map((message) => ({ kind: 'reply', token, message }) as const);
    const ledger = replies.reduce(
      (all, { token: attempt, message }) =>
        answered(all, this.definition, attempt, message, turn.state !== world.states[participant]),
      followed.ledger,
    );
    const concerned = events.flatMap((message) => this.inputOf(world, message) ?? []);
    const heard = this.participant(participant).answers === 'never' ? concerned : [...concerned, ...replies];
    const inputs = put(followed.inputs, `from ${laneOf(work)}`, ...heard);
    return { ...followed, ledger, inputs };
  }

  /** The saga takes something, and what it sends is under way. */
  give(world: World, input: SagaInput): SagaTurn {
    const turn = sagaTurn(this.definition, this.named(world, input), input);
    const next = turn.reaction.commands.reduce(
      (all, { message, token }) => this.bring(all, message, token),
      turn.world,
    );
    return { ...turn, world: next };
  }

  /** The saga is called by the first that is said to it. */
  private named(world: World, input: SagaInput): World {
    if (input.kind !== 'start' || world.instance.key !== '') return world;
    const key = this.definition.startedBy.sagaKey(input.message);
    return { ...world, instance: { ...world.instance, key } };
  }

  /** What an event means to the saga, when it means something. */
  private inputOf({ instance }: World, message: Message): SagaInput | undefined {
    const { startedBy, cancelledBy, nodes } = this.definition;
    const awaited = nodes.flatMap((node) =>
      node.kind === 'step' && node.step.kind === 'event' ? [node.step] : [],
    );
    const trigger = [startedBy, ...cancelledBy, ...awaited].find(({ event }) => event.type === message.type);
    if (!trigger || (instance.key !== '' && trigger.sagaKey(message) !== instance.key)) return undefined;
    return trigger === startedBy
      ? { kind: 'start', message, correlationId: 'simulation' }
      : { kind: 'event', message };
  }
}

/** Messages of one lane arrive in their order: those that one participant gets under one key. */
export function laneOf({ participant, message }: Work): string {
  return `${participant}/${keyOf(declarationOf(message), Object(message.data))}`;
}
