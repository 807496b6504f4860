import { type PaymentSandbox, SandboxLedger } from '#contexts/payments';

/** Makes the payment provider leave all requests unanswered, or answer again. */
export async function setSandbox({ url }: PaymentSandbox, mode: 'hang' | 'normal'): Promise<void> {
  const answer = await fetch(`${url}/control`, { method: 'POST', body: JSON.stringify({ mode }) });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`);
}

/** What the payment provider itself says it has done. */
export async function ledgerOf({ url }: PaymentSandbox): Promise<SandboxLedger> {
  const answer = await fetch(`${url}/ledger`);
  return SandboxLedger.parse(await answer.json());
}
