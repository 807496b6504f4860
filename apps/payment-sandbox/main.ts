import { z } from 'zod';

import { startPaymentSandbox } from '#contexts/payments';

const Environment = z.object({
  PAYMENT_SANDBOX_HOST: z.string().min(1).default('127.0.0.1'),
  PAYMENT_SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  /** Path of a file that lets a restart forget nothing. */
  PAYMENT_SANDBOX_JOURNAL: z.string().min(1).optional(),
});

const environment = Environment.safeParse(process.env);
if (!environment.success) {
  console.error(z.prettifyError(environment.error));
  process.exit(1);
}
const {
  PAYMENT_SANDBOX_HOST: host,
  PAYMENT_SANDBOX_PORT: port,
  PAYMENT_SANDBOX_JOURNAL: journal,
} = environment.data;

const sandbox = await startPaymentSandbox({ host, port, ...(journal !== undefined && { journal }) });
console.log(`The payment sandbox listens on ${sandbox.url}`);

const end = async (): Promise<void> => {
  await sandbox.close();
  if (process.connected) process.disconnect();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
// Who started it over a channel has it for itself: the channel ends with that process, also when it is killed.
if (process.connected) process.once('disconnect', () => void end());
