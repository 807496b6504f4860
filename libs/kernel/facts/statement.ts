import { z } from 'zod';

/** What a fact says, without who says it. */
export interface Statement<Type extends string = string, Body extends object = object> {
  readonly type: Type;
  readonly version: number;
  readonly body: Body;
}

/** The declaration of a kind of statement. */
export interface StatementType<Type extends string, Shape extends z.ZodRawShape> {
  readonly type: Type;
  readonly version: number;
  readonly schema: z.ZodObject<Shape, z.core.$strict>;
  say(
    body: z.output<z.ZodObject<Shape, z.core.$strict>>,
  ): Statement<Type, z.output<z.ZodObject<Shape, z.core.$strict>>>;
}

/** Any declaration; its body is known to its schema only. */
export interface AnyStatementType {
  readonly type: string;
  readonly version: number;
  readonly schema: z.ZodType;
  say(body: never): Statement;
}

export type StatementOf<T extends AnyStatementType> = ReturnType<T['say']>;
export type BodyOf<T extends AnyStatementType> = StatementOf<T>['body'];

const STATEMENT_TYPE = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;

/** Declares what can be said, such as `gift-cards.card-redeemed`: past tense, kept for ever. */
export function statement<const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
  { version = 1 }: { readonly version?: number } = {},
): StatementType<Type, Shape> {
  if (!STATEMENT_TYPE.test(type)) {
    throw new Error(`Statement type "${type}" must read "context.name-in-kebab-case"`);
  }
  return {
    type,
    version,
    schema: z.strictObject(shape),
    say: (body) => ({ type, version, body }),
  };
}
