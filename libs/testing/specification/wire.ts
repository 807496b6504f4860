import { inspect, isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

import type { AnyMessageClass, Message } from '#kernel';

/** A specification does not hold, or tells of something that cannot be; the message tells the whole story. */
export class SpecificationFailed extends Error {
  override readonly name = 'SpecificationFailed';
}

/**
 * Checks that a message would be the same after a journey over the bus: messages that are put together by hand in a
 * spec, or wrongly by what it tries, never get that far in the real system.
 * @throws SpecificationFailed
 */
export function checkWire(message: Message): void {
  const sent: unknown = JSON.parse(JSON.stringify(message.data));
  const received = declarationOf(message).schema.safeParse(sent);
  if (!received.success) {
    throw new SpecificationFailed(
      `${told(message)}\ndoes not fit its own schema:\n${z.prettifyError(received.error)}`,
    );
  }
  if (!isDeepStrictEqual(received.data, message.data)) {
    throw new SpecificationFailed(
      `${told(message)}\nis another one when it arrives: ${inspect(received.data)}`,
    );
  }
}

/** The class of a message, which knows its schema and its key. */
export function declarationOf(message: Message): AnyMessageClass {
  const declaration: unknown = Reflect.get(message, 'constructor');
  if (!isDeclaration(declaration)) {
    throw new SpecificationFailed(`${told(message)}\nis not an instance of a declared message`);
  }
  return declaration;
}

const isDeclaration = (candidate: unknown): candidate is AnyMessageClass =>
  typeof candidate === 'function' && 'schema' in candidate && 'keyField' in candidate;

export const sameMessages = (some: readonly Message[], others: readonly Message[]): boolean =>
  isDeepStrictEqual(some.map(essenceOf), others.map(essenceOf));

const essenceOf = ({ kind, type, version, data }: Message) => ({ kind, type, version, data });

/** One message on one line, for people. */
export const told = ({ type, data }: Message): string =>
  `  ${type} ${inspect(data, { depth: 8, breakLength: Number.POSITIVE_INFINITY })}`;

export const allTold = (messages: readonly Message[]): string =>
  messages.length === 0 ? '  nothing' : messages.map(told).join('\n');
