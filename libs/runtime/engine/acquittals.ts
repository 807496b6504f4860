import type { Leased, Transaction } from '#kernel';

const ROLE = 'acquitted ';
const REMEMBERED_MS = 60_000;
/** Then a message is to blame, whoever else ends processes. */
const STARTS_MAX_IN_A_STORM = 10;

/**
 * Notes that a message was handled although processes ended that had begun it: so somebody else ends processes, and others
 * that were in hand may be as innocent.
 */
export async function acquit(tx: Transaction, { envelope: { id } }: Leased): Promise<void> {
  for (const { role, overForMs } of await tx.leases.heldLike(ROLE)) {
    if (overForMs > 0) await tx.leases.release(role, role.slice(ROLE.length));
  }
  await tx.leases.hold(`${ROLE}${id}`, id, REMEMBERED_MS);
}

/** Whether it is the message that ends processes. @param startsMax enough, where no other was acquitted in the last minute */
export async function isGuilty(tx: Transaction, { starts }: Leased, startsMax: number): Promise<boolean> {
  if (starts < startsMax) return false;
  if (starts >= STARTS_MAX_IN_A_STORM) return true;
  const acquitted = await tx.leases.heldLike(ROLE);
  return acquitted.every(({ overForMs }) => overForMs > 0);
}
