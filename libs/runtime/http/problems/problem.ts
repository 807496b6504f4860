import { z } from 'zod';

/** Where the documentation of a problem is: its type is this and its code. */
const PROBLEM_BASE = 'https://countersign.dev/problems/';

/** @param code such as `not-found`, or a refusal's type such as `gift-cards.card-blocked` */
export const problemType = (code: string): string => PROBLEM_BASE + code.replace('.', '/');

export const requestUri = (requestId: string): string => `/v1/requests/${requestId}`;

/** One place in a request that is wrong. */
export const ProblemError = z
  .object({
    detail: z.string(),
    code: z.string().optional(),
    pointer: z.string().optional().describe('Into the body, as a JSON Pointer: `#/amount/minor`'),
    parameter: z.string().optional().describe('Name of a path or query parameter'),
    header: z.string().optional().describe('Name of a header'),
  })
  .meta({ id: 'ProblemError' });
export type ProblemError = Readonly<z.infer<typeof ProblemError>>;

/** RFC 9457: what every answer that is no success carries, as `application/problem+json`. */
export const Problem = z
  .object({
    type: z.url().describe('What kind of problem this is'),
    title: z.string().describe('The kind in words, always the same'),
    status: z.int(),
    detail: z.string().describe('What is the matter in this case'),
    instance: z.string().describe('The request, or the operation, that met the problem'),
    code: z.string().describe('The kind in short, for programs'),
    retryable: z.boolean().describe('Whether the same request may succeed later'),
    errors: z.array(ProblemError).optional(),
    operationId: z.string().optional().describe('The operation that failed'),
    key: z.string().optional().describe('What the saga is about, such as the id of a purchase'),
    links: z
      .object({ saga: z.string().describe('Every step that was taken, and undone') })
      .optional()
      .describe('Where the operation was carried out by a saga'),
    checks: z.record(z.string(), z.boolean()).optional().describe('Which parts of a process answer'),
  })
  .meta({ id: 'Problem' });
export type Problem = Readonly<z.infer<typeof Problem>>;
