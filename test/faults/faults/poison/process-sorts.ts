/** What handling a message does to its process, and what is to become of it; without a reason it is handled in the end. */
export interface ProcessPoison {
  readonly name: string;
  readonly reason?: string;
}

/** Where a poison works. */
export interface Victim {
  readonly where: string;
  readonly queue: string;
  readonly poisons: readonly ProcessPoison[];
  envelope(of: PoisonMark): { readonly key: string };
}

interface PoisonMark {
  readonly id: string;
  readonly mark: string;
  readonly poison: string;
}

const KILLS = { reason: 'kills-its-process' } as const;

const poisons: readonly ProcessPoison[] = [
  { name: 'exits', ...KILLS },
  { name: 'loops', ...KILLS },
  { name: 'takes all memory', ...KILLS },
  { name: 'throws always', reason: 'failed-too-often' },
  { name: 'throws sometimes' },
];

export const victims: readonly Victim[] = [
  {
    where: 'decision',
    queue: 'poison',
    poisons,
    envelope: ({ id, mark, poison }) => ({
      id,
      kind: 'command',
      type: 'poison.swallow',
      version: 1,
      key: mark,
      data: { poisonId: mark, poison },
      at: new Date().toISOString(),
      correlationId: mark,
    }),
  },
  {
    where: 'outside',
    queue: 'payments.provider',
    poisons,
    envelope: ({ id, mark, poison }) => ({
      id,
      kind: 'event',
      type: 'payments.payment-void-requested',
      version: 1,
      key: id,
      data: { paymentId: id, reference: `${mark} ${poison}` },
      at: new Date().toISOString(),
      correlationId: mark,
    }),
  },
];
