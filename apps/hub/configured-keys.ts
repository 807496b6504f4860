import { API_KEY_ID } from '#runtime';
import { z } from 'zod';

const Key = z.strictObject({
  id: z.string().regex(API_KEY_ID, 'is not 4 to 32 lower-case letters, digits and dashes'),
  secretHash: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hexadecimal'),
  principal: z.string().min(1).max(100),
  scopes: z.array(z.string().min(1)).min(1),
});

/** API keys as JSON in one variable. What is wrong is named by its place: what stands there may be a secret. */
export const ConfiguredKeys = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(
    z.array(Key).superRefine((keys, context) => {
      for (const [at, { id }] of keys.entries()) {
        const first = keys.findIndex((each) => each.id === id);
        if (first === at) continue;
        context.addIssue({ code: 'custom', path: [at, 'id'], message: `is the id of [${first}], too` });
      }
    }),
  );
