import { afterEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { SandboxPaymentProvider } from '#contexts/payments';
import { eventually } from '#testing';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'payment-sandbox-'));
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const each of running) each.kill('SIGKILL');
});

function start(environment: Record<string, string>) {
  const sources = ['--import', './scripts/jest/register-typescript.mjs', 'apps/payment-sandbox/main.ts'];
  const child = spawn(process.execPath, sources, { cwd: root, env: { ...process.env, ...environment } });
  running.add(child);
  const ended = once(child, 'exit').finally(() => running.delete(child));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const url = async () => {
    const text = await eventually(
      () => said,
      (each) => each.includes('http'),
      { withinMs: 120_000 },
    );
    return /http\S+/.exec(text)?.[0] ?? '';
  };
  return { child, ended, url, said: () => said };
}

async function stop({ child, ended }: ReturnType<typeof start>, signal: NodeJS.Signals): Promise<unknown> {
  child.kill(signal);
  const [code] = await ended;
  return code;
}

describe('The payment sandbox as a program', () => {
  const amount = { minor: 700, currency: 'CHF' } as const;

  it('says where it listens, forgets nothing when it is killed, and stops when it is asked', async () => {
    const environment = {
      PAYMENT_SANDBOX_PORT: '0',
      PAYMENT_SANDBOX_JOURNAL: join(folder, 'journal.jsonl'),
    };
    const before = start(environment);
    const first = new SandboxPaymentProvider({ url: await before.url() });
    const approved = await first.authorize({ key: 'k', amount, token: 'tok_visa' });
    await stop(before, 'SIGKILL');

    const after = start(environment);
    const second = new SandboxPaymentProvider({ url: await after.url() });
    expect(await second.findByKey('k')).toEqual({ what: 'authorize', outcome: approved });
    expect(await stop(after, 'SIGTERM')).toBe(0);
    rmSync(folder, { recursive: true });
  });

  it('does not start with an environment that makes no sense', async () => {
    const failing = start({ PAYMENT_SANDBOX_PORT: 'ten' });
    const [code] = await failing.ended;
    expect(code).toBe(1);
    expect(failing.said()).toContain('PAYMENT_SANDBOX_PORT');
  });
});
