import { z } from 'zod';

/** `command`: asks for something. `event`: says what happened. `refusal`: says why nothing happened. */
export type MessageKind = 'command' | 'event' | 'refusal';

export interface Message<
  Kind extends MessageKind = MessageKind,
  Type extends string = string,
  Data = unknown,
> {
  readonly kind: Kind;
  readonly type: Type;
  readonly version: number;
  readonly data: Data;
}

interface Declaration<Kind extends MessageKind, Type extends string> {
  readonly kind: Kind;
  readonly type: Type;
  readonly version: number;
  readonly schema: z.ZodType;
  /** The field whose value orders messages: all messages with the same key are handled one after another. */
  readonly keyField: string;
}

/** The declaration of a message: a class whose instances are the messages and whose statics describe them. */
export interface MessageClass<Kind extends MessageKind, Type extends string, Data> extends Declaration<
  Kind,
  Type
> {
  new (data: Data): Message<Kind, Type, Data>;
}

/** Any declaration of a kind; its data is known to its schema only. */
export interface AnyMessageClass<Kind extends MessageKind = MessageKind> extends Declaration<Kind, string> {
  new (data: never): Message<Kind>;
}

export type CommandClass = AnyMessageClass<'command'>;
export type EventClass = AnyMessageClass<'event'>;
export type RefusalClass = AnyMessageClass<'refusal'>;

export type MessageOf<C extends AnyMessageClass> = InstanceType<C>;
export type DataOf<C extends AnyMessageClass> = InstanceType<C>['data'];

type ShapeData<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape, z.core.$strict>>;

interface MessageOptions<Shape extends z.ZodRawShape> {
  /** Name of the field that orders and addresses the message, for instance `cardId`. */
  key: keyof Shape & string;
  /** Raised with each incompatible change; starts at 1. */
  version?: number;
}

const MESSAGE_TYPE = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;

function declare<Kind extends MessageKind, Type extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  type: Type,
  shape: Shape,
  options: MessageOptions<Shape>,
): MessageClass<Kind, Type, ShapeData<Shape>> {
  if (!MESSAGE_TYPE.test(type)) {
    throw new Error(`Message type "${type}" must read "context.name-in-kebab-case"`);
  }
  const version = options.version ?? 1;
  return class {
    static readonly kind = kind;
    static readonly type = type;
    static readonly version = version;
    static readonly schema = z.strictObject(shape);
    static readonly keyField = options.key;
    readonly kind = kind;
    readonly type = type;
    readonly version = version;
    constructor(readonly data: ShapeData<Shape>) {}
  };
}

/** Declares a command, such as `gift-cards.load-card`: imperative, one owner. */
export const command = <const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
  options: MessageOptions<Shape>,
) => declare('command', type, shape, options);

/** Declares an event, such as `gift-cards.card-loaded`: past tense, kept for ever in the event store. */
export const event = <const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
  options: MessageOptions<Shape>,
) => declare('event', type, shape, options);

/** Declares a refusal, such as `gift-cards.card-blocked`: an answer to a command that leaves no event. */
export const refusal = <const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
  options: MessageOptions<Shape>,
) => declare('refusal', type, shape, options);

/** The value of the message's key field. */
export function keyOf(declaration: AnyMessageClass, data: object): string {
  const key: unknown = Reflect.get(data, declaration.keyField);
  if (typeof key !== 'string' || key === '') {
    throw new TypeError(`${declaration.type} has no ${declaration.keyField} to be ordered by`);
  }
  return key;
}
