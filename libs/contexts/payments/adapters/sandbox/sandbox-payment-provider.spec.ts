import { afterEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventually } from '#testing';
import { paymentProviderCompliance } from '../../ports/payment-provider.compliance.js';
import { OutcomeUnknown, ProviderUnavailable, RequestRejected } from '../../ports/payment-provider.js';
import { SandboxPaymentProvider } from './sandbox-payment-provider.js';
import { SandboxLedger, type SandboxMode } from './sandbox-protocol.js';
import { type PaymentSandbox, type PaymentSandboxOptions, startPaymentSandbox } from './sandbox-server.js';

paymentProviderCompliance('The sandbox', async () => {
  const sandbox = await startPaymentSandbox();
  const provider = new SandboxPaymentProvider({ url: sandbox.url });
  return { provider, goodToken: 'tok_visa', badToken: 'tok_decline', close: () => sandbox.close() };
});

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

const amount = { minor: 900, currency: 'EUR' } as const;
const key = 'purchase-1:authorize';

async function started(options: PaymentSandboxOptions = {}, timeoutMs = 5_000) {
  const sandbox = await startPaymentSandbox(options);
  cleanups.push(() => sandbox.close());
  return { sandbox, provider: new SandboxPaymentProvider({ url: sandbox.url, timeoutMs }) };
}

async function ledgerOf({ url }: PaymentSandbox): Promise<SandboxLedger> {
  return SandboxLedger.parse(await (await fetch(`${url}/ledger`)).json());
}

const post = (url: string, body: string) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

const control = ({ url }: PaymentSandbox, mode: SandboxMode) =>
  post(`${url}/control`, JSON.stringify({ mode }));

function journalPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'payment-sandbox-'));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  return join(folder, 'journal.jsonl');
}

describe('The sandbox in trouble', () => {
  it('applies at once what it answers late', async () => {
    const { sandbox, provider } = await started({}, 100);
    await expect(provider.authorize({ key, amount, token: 'tok_hang_3600' })).rejects.toThrow(OutcomeUnknown);
    expect(await provider.findByKey(key)).toMatchObject({ what: 'authorize', outcome: { kind: 'approved' } });
    expect((await ledgerOf(sandbox)).totals.EUR).toEqual({
      approved: 900,
      held: 900,
      captured: 0,
      voided: 0,
    });
  });

  it('answers late after all', async () => {
    const { provider } = await started();
    expect(await provider.authorize({ key, amount, token: 'tok_hang_0.05' })).toMatchObject({
      kind: 'approved',
    });
  });

  it('loses its answer once, and remembers what it applied', async () => {
    const { sandbox, provider } = await started();
    const request = { key, amount, token: 'tok_lose' };
    await expect(provider.authorize(request)).rejects.toThrow(OutcomeUnknown);
    expect(await provider.findByKey(key)).toEqual({
      what: 'authorize',
      outcome: await provider.authorize(request),
    });
    const ledger = await ledgerOf(sandbox);
    expect(ledger.authorizations).toHaveLength(1);
    expect(ledger.calls).toEqual({ [key]: 2 });
  });

  it('fails once without applying anything', async () => {
    const { provider } = await started();
    const request = { key, amount, token: 'tok_fail_once' };
    await expect(provider.authorize(request)).rejects.toThrow('answered 500');
    expect(await provider.findByKey(key)).toBeUndefined();
    expect(await provider.authorize(request)).toMatchObject({ kind: 'approved' });
  });

  it('declines the first capture where it was told to', async () => {
    const { provider } = await started();
    const outcome = await provider.authorize({ key, amount, token: 'tok_decline_capture_once' });
    const reference = outcome.kind === 'approved' ? outcome.reference : 'none';
    expect(await provider.capture({ key: 'c:1', reference })).toMatchObject({ kind: 'declined' });
    expect(await provider.capture({ key: 'c:2', reference })).toEqual({ kind: 'captured' });
  });

  it('declines a token that it does not know', async () => {
    const { provider } = await started();
    expect(await provider.authorize({ key, amount, token: '4111111111111111' })).toMatchObject({
      kind: 'declined',
    });
  });

  it('lets all requests wait while it hangs, and applies them when it goes on', async () => {
    const { sandbox, provider } = await started();
    const impatient = new SandboxPaymentProvider({ url: sandbox.url, timeoutMs: 50 });
    await control(sandbox, 'hang');
    await expect(impatient.findByKey(key)).rejects.toThrow(OutcomeUnknown);
    await expect(impatient.authorize({ key, amount, token: 'tok_visa' })).rejects.toThrow(OutcomeUnknown);
    expect((await ledgerOf(sandbox)).authorizations).toEqual([]);
    await control(sandbox, 'normal');
    await eventually(
      () => provider.findByKey(key),
      (found) => found !== undefined,
      { withinMs: 120_000 },
    );
  });

  it('counts every call of every key', async () => {
    const { sandbox, provider } = await started();
    for (const one of ['a', 'b', 'b']) await provider.authorize({ key: one, amount, token: 'tok_decline' });
    expect(await ledgerOf(sandbox)).toEqual({ authorizations: [], totals: {}, calls: { a: 1, b: 2 } });
  });
});

describe('The ledger of the sandbox', () => {
  it('adds up: what was approved is captured, voided or held', async () => {
    const { sandbox, provider } = await started();
    const references: string[] = [];
    for (const minor of [100, 20, 3]) {
      const outcome = await provider.authorize({
        key: `k${minor}`,
        amount: { minor, currency: 'JPY' },
        token: 'tok_visa',
      });
      if (outcome.kind === 'approved') references.push(outcome.reference);
    }
    const [first = '', second = ''] = references;
    await provider.capture({ key: 'c', reference: first });
    await provider.void({ key: 'v', reference: second });
    const { totals, authorizations } = await ledgerOf(sandbox);
    expect(totals).toEqual({ JPY: { approved: 123, captured: 100, voided: 20, held: 3 } });
    expect(authorizations.map(({ state }) => state)).toEqual(['captured', 'voided', 'held']);
  });
});

describe('The journal of the sandbox', () => {
  it('lets a restart forget nothing', async () => {
    const journal = journalPath();
    const before = await started({ journal });
    const approved = await before.provider.authorize({ key, amount, token: 'tok_visa' });
    const failing = { key: 'failing', amount, token: 'tok_fail_once' };
    await expect(before.provider.authorize(failing)).rejects.toThrow(OutcomeUnknown);
    const reference = approved.kind === 'approved' ? approved.reference : 'none';
    await before.provider.capture({ key: 'capture', reference });
    await before.sandbox.close();
    // As if the process had been killed while it wrote.
    appendFileSync(journal, '{"kind":"applied","requ');

    const after = await started({ journal });
    expect(await after.provider.authorize({ key, amount, token: 'tok_visa' })).toEqual(approved);
    expect(await after.provider.void({ key: 'void', reference })).toMatchObject({ kind: 'refused' });
    expect(await after.provider.authorize(failing)).toMatchObject({ kind: 'approved' });
    for (const line of readFileSync(journal, 'utf8').trimEnd().split('\n')) JSON.parse(line);
  });

  it('is not started from a file that it cannot read', async () => {
    const journal = journalPath();
    appendFileSync(journal, '{"kind":"unheard of"}\n');
    await expect(startPaymentSandbox({ journal })).rejects.toThrow('kind');
  });
});

describe('The sandbox at its door', () => {
  it.each([
    ['a body that is not JSON', '{', 400],
    ['a request that it does not know', '{"what":"refund"}', 400],
    [
      'an amount of zero',
      JSON.stringify({ what: 'authorize', key, amount: { minor: 0, currency: 'EUR' }, token: 't' }),
      400,
    ],
    ['a body that is too large', JSON.stringify({ what: 'x'.repeat(20_000) }), 413],
  ])('turns away %s', async (_, body, status) => {
    const { sandbox } = await started();
    const response = await post(`${sandbox.url}/operations`, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ problem: expect.any(String) });
  });

  it('says where nothing is', async () => {
    const { sandbox } = await started();
    expect((await fetch(`${sandbox.url}/nowhere`)).status).toBe(404);
  });

  it('does not start where another listens', async () => {
    const { sandbox } = await started();
    await expect(startPaymentSandbox({ port: Number(new URL(sandbox.url).port) })).rejects.toThrow(
      'EADDRINUSE',
    );
  });
});

describe('The client of the sandbox', () => {
  async function clientOf(listener: RequestListener): Promise<SandboxPaymentProvider> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    return new SandboxPaymentProvider({ url: `http://127.0.0.1:${port}`, timeoutMs: 2_000 });
  }
  const request = { key, amount, token: 'tok_visa' };

  it('knows that a request which never left has no outcome', async () => {
    const { sandbox, provider } = await started();
    await sandbox.close();
    await expect(provider.authorize(request)).rejects.toThrow(ProviderUnavailable);
  });

  it.each([
    ['no JSON', 200, 'once upon a time', OutcomeUnknown],
    ['no operation', 200, '{"kind":"approved"}', OutcomeUnknown],
    ['an operation of another kind', 200, '{"what":"void","outcome":{"kind":"voided"}}', OutcomeUnknown],
    ['more than it should', 200, `"${'x'.repeat(70_000)}"`, OutcomeUnknown],
    ['502', 502, '<html>', OutcomeUnknown],
    ['503', 503, '{"problem":"overloaded"}', OutcomeUnknown],
    ['408', 408, '{"problem":"too slow"}', OutcomeUnknown],
    ['429', 429, '{"problem":"too many"}', ProviderUnavailable],
    ['409', 409, '{"problem":"another request"}', RequestRejected],
    ['400', 400, '{"problem":"wrong"}', RequestRejected],
  ])('reads an answer that says %s', async (_, status, body, error) => {
    const provider = await clientOf((_request, response) => response.writeHead(status).end(body));
    await expect(provider.authorize(request)).rejects.toThrow(error);
  });

  it('does not take half an answer for one', async () => {
    const provider = await clientOf((_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      response.write('{"what":', () => response.socket?.destroy());
    });
    await expect(provider.authorize(request)).rejects.toThrow(OutcomeUnknown);
  });
});
