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

/** Starts the payment sandbox as a process of its own, on a free port. @throws Error when it does not come up */
export async function startPaymentSandbox(journal: string): Promise<PaymentSandbox> {
  const child = spawn(process.execPath, [ENTRY], {
    env: { ...process.env, PAYMENT_SANDBOX_PORT: '0', PAYMENT_SANDBOX_JOURNAL: journal },
    stdio: ['ignore', 'pipe', 'inherit'],
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

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
