import { milliseconds } from '#kernel';

/** How the sandbox treats a payment, by the token that the customer pays with. */
export interface Script {
  readonly declines?: string;
  /** Applies at once and answers that much later. */
  readonly answersAfterMs?: number;
  /** Applies and cuts the connection, the first time. */
  readonly losesAnswer?: boolean;
  /** Applies nothing and answers 500, the first time. */
  readonly failsOnce?: boolean;
  /** Approves, and then declines the first capture. */
  readonly declinesFirstCapture?: boolean;
}

const HANG_MS_MAX = milliseconds('1h');

const SCRIPTS: ReadonlyMap<string, Script> = new Map([
  ['tok_decline', { declines: 'The card was declined' }],
  ['tok_lose', { losesAnswer: true }],
  ['tok_fail_once', { failsOnce: true }],
  ['tok_decline_capture_once', { declinesFirstCapture: true }],
]);

/** `tok_hang_<seconds>` answers late; any other `tok_…` without a script of its own is approved. */
export function scriptFor(token: string): Script {
  const [, seconds] = /^tok_hang_(\d+(?:\.\d+)?)$/.exec(token) ?? [];
  if (seconds !== undefined) return { answersAfterMs: Math.min(Number(seconds) * 1_000, HANG_MS_MAX) };
  if (!token.startsWith('tok_')) return { declines: 'The token is unknown' };
  return SCRIPTS.get(token) ?? {};
}
