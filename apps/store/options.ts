import { parseArgs } from 'node:util';
import { z } from 'zod';

/** The command line or the environment is wrong; the message says what, and how it is used. */
export class InvalidOptions extends Error {
  override readonly name = 'InvalidOptions';
}

const USAGE = `Usage: npm run store -- --name "Main Street" --hub http://127.0.0.1:3000 --code <one-time code>
  --name       what people call the store; its data is in a folder of that name
  --hub        where the hub is; later starts know it
  --code       the one-time code that the hub gave out for this store; only the first time
  --port       where tills find the node; 4100 or, when that is taken, any free one
  --host       0.0.0.0 for tills on the network; 127.0.0.1 by default
  --neighbour  another store's node that can be seen, such as http://10.0.0.7:4100; may be given several times
  --data       where the node keeps its key and its books`;

const Url = z
  .url({ protocol: /^https?$/ })
  .refine((text) => new URL(text).pathname === '/', 'must be an address without a path');
const TillKey = z.string().regex(/^[\x21-\x7e]{16,200}$/, 'must be 16 to 200 visible ASCII characters');

const Options = z.object({
  name: z
    .string({ error: 'is missing: what is the store called?' })
    .trim()
    .regex(/^[^\p{Cc}\p{Cs}]{1,100}$/u, 'must be 1 to 100 letters')
    .refine((name) => folderOf(name) !== '', 'must have a letter or a digit'),
  hub: Url.optional(),
  code: z.string().trim().min(1).max(200).optional(),
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  host: z.string().min(1).default('127.0.0.1'),
  neighbour: z.array(Url).max(20).default([]),
  data: z.string().min(1).optional(),
});

export interface StoreOptions extends z.infer<typeof Options> {
  /** What tills have to show; undefined to make one. */
  readonly tillKey: string | undefined;
  readonly logLevel: string;
}

/** Letters and digits of a name, for a folder. */
export const folderOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');

/** @throws InvalidOptions naming everything that is wrong */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): StoreOptions {
  const options = Options.safeParse(flagsOf(args));
  const tillKey = TillKey.optional().safeParse(environment['COUNTERSIGN_TILL_KEY']);
  const problems = [
    ...(options.error?.issues ?? []).map(({ path, message }) => `--${path[0]?.toString() ?? ''} ${message}`),
    ...(tillKey.error?.issues ?? []).map(({ message }) => `COUNTERSIGN_TILL_KEY ${message}`),
  ];
  if (!options.success || !tillKey.success) throw new InvalidOptions(`${problems.join('\n')}\n\n${USAGE}`);
  return { ...options.data, tillKey: tillKey.data, logLevel: environment['LOG_LEVEL'] ?? 'info' };
}

function flagsOf(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        name: text,
        hub: text,
        code: text,
        port: text,
        host: text,
        neighbour: { type: 'string', multiple: true },
        data: text,
      },
    }).values;
  } catch (error) {
    throw new InvalidOptions(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}
