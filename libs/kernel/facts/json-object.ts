import { z } from 'zod';

type Json = z.infer<ReturnType<typeof z.json>>;

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object out of JSON with anything in it. It was parsed, so that it is JSON is known: nobody walks through it again. */
export const JsonObject = z.custom<Record<string, Json>>(isObject, 'not an object').meta({ type: 'object' });
