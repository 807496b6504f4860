import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface PaymentSandbox {
  readonly url: string;
  stop(): Promise<void>;
}

// A program of its own that is started, not a module that is imported.
const ENTRY = join(dirname(fileURLToPath(import.meta.url)), '..', 'payment-sandbox', 'main.js');
const PATIENCE_MS = 2_000;

/**
 * Starts the payment sandbox as a process of its own, on a free port; it ends with this one, however this one ends.
 * @throws Error when it does not come up
 */
export async function startPaymentSandbox(journal: string): Promise<PaymentSandbox> {
  const child = spawn(process.execPath, [ENTRY], {
    env: { ...process.env, PAYMENT_SANDBOX_PORT: '0', PAYMENT_SANDBOX_JOURNAL: journal },
    // The channel is how it learns that this process is gone.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const url = await printedUrl(child);
  return { url, stop: () => end(child) };
}

async function printedUrl(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The payment sandbox has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /https?:\/\/\S+/.exec(line) ?? [];
    if (url === undefined) continue;
    child.stdout.resume();
    return url;
  }
  throw new Error('The payment sandbox ended before it listened');
}

/** A sandbox that does not end when it is asked is ended: its journal has all that it has answered for. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const insist = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    child.once('exit', () => {
      clearTimeout(insist);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
