import { parseArgs } from 'node:util';

import { CARDS_MIN, PURCHASES_MIN, PURCHASES_PER_CARD_MAX } from './plan/trade-plan.js';

export interface DemoOptions {
  /** Of the hub, without a slash at its end. */
  readonly url: string;
  /** Without it, the development key is read from the hub's data folder. */
  readonly key?: string;
  readonly dataDir?: string;
  readonly sandboxUrl?: string;
  readonly cards: number;
  readonly purchases: number;
  readonly concurrency: number;
  readonly seed: number;
  readonly withinSeconds: number;
  readonly hangSeconds: number;
}

export const USAGE = `npm run demo -- [options]       plays a morning of trade on a running hub
  --cards N         gift cards to sell (200)
  --purchases N     purchases to make (400)
  --concurrency N   requests under way at once (16)
  --seed N          the same seed makes the same plan (any)
  --within N        seconds that everything may take to end after the last purchase (180)
  --hang N          seconds that a hanging payment provider takes to answer (15)
Environment
  COUNTERSIGN_URL        the hub (http://127.0.0.1:3000)
  COUNTERSIGN_KEY        an API key with all scopes (the development key in the hub's data folder)
  COUNTERSIGN_DATA_DIR   the hub's data folder (.data)
  PAYMENT_SANDBOX_URL    the payment sandbox, to compare with its ledger (not compared)`;

/** The options are wrong; the message says which. */
export class InvalidOptions extends Error {
  override readonly name = 'InvalidOptions';
}

/** Something that the demo needs is not there; the message says what, and how to get it. */
export class NotThere extends Error {
  override readonly name = 'NotThere';
}

const DEFAULT_URL = 'http://127.0.0.1:3000';
const SEED_MAX = 2 ** 32 - 1;

/** @param anySeed taken when none is given. @throws InvalidOptions */
export function readOptions(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  anySeed: number,
): DemoOptions {
  const values = valuesOf(args);
  const number = (name: keyof typeof values, min: number, max = Number.MAX_SAFE_INTEGER): number => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidOptions(`--${name} ${values[name]} is not a whole number from ${min} on`);
  };
  const { COUNTERSIGN_URL, COUNTERSIGN_KEY, COUNTERSIGN_DATA_DIR, PAYMENT_SANDBOX_URL } = environment;
  const cards = number('cards', CARDS_MIN);
  const purchases = number('purchases', PURCHASES_MIN);
  if (purchases > cards * PURCHASES_PER_CARD_MAX) {
    throw new InvalidOptions(
      `--cards ${cards} are too few for ${purchases} purchases: one for ${PURCHASES_PER_CARD_MAX} at least`,
    );
  }
  return {
    url: urlOf('COUNTERSIGN_URL', COUNTERSIGN_URL || DEFAULT_URL),
    ...(COUNTERSIGN_KEY && { key: COUNTERSIGN_KEY }),
    ...(COUNTERSIGN_DATA_DIR && { dataDir: COUNTERSIGN_DATA_DIR }),
    ...(PAYMENT_SANDBOX_URL && { sandboxUrl: urlOf('PAYMENT_SANDBOX_URL', PAYMENT_SANDBOX_URL) }),
    cards,
    purchases,
    concurrency: number('concurrency', 1, 1_000),
    seed: values.seed === undefined ? anySeed : number('seed', 0, SEED_MAX),
    withinSeconds: number('within', 1),
    hangSeconds: number('hang', 1, 600),
  };
}

function valuesOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        cards: { type: 'string', default: '200' },
        purchases: { type: 'string', default: '400' },
        concurrency: { type: 'string', default: '16' },
        seed: { type: 'string' },
        within: { type: 'string', default: '180' },
        hang: { type: 'string', default: '15' },
      },
    });
    return values;
  } catch (error) {
    throw new InvalidOptions(error instanceof Error ? error.message : String(error));
  }
}

function urlOf(name: string, text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/+$/, '');
  throw new InvalidOptions(`${name}=${text} is not an http:// address`);
}
