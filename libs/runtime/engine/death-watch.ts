import type { Database, Ids } from '#kernel';

const ROLE = 'worker ';
export const LOOK_FOR_DEATHS_EACH_MS = 2_000;
/** Less than PostgreSQL leaves a silent transaction open, so that what a hanging process has in hand is suspect when it is free. */
const SIGN_OF_LIFE_MS = 6_000;
/** Until then those that start after a death learn of it. */
const REMEMBERED_MS = 60_000;

/** Knows, by a row for each process that works, which of them ended without taking leave: what they had in hand may have ended them. */
export class DeathWatch {
  private readonly role: string;
  private readonly known = new Set<string>();
  private hasLooked = false;

  constructor(
    private readonly database: Database,
    ids: Ids,
  ) {
    this.role = `${ROLE}${ids.next()}`;
  }

  /**
   * A sign of life, and a look at the others. @returns whether one has died since the last look; for the first look
   * whether any is there, since nobody knows yet which of them live
   */
  async look(): Promise<boolean> {
    const others = await this.database.transaction(async (tx) => {
      const held = await tx.leases.heldLike(ROLE);
      await tx.leases.hold(this.role, this.role, SIGN_OF_LIFE_MS);
      for (const { role, overForMs } of held) {
        if (overForMs < REMEMBERED_MS || role === this.role) continue;
        if (await tx.leases.hold(role, this.role, 0)) await tx.leases.release(role, this.role);
      }
      return held.filter(({ role }) => role !== this.role);
    });
    const dead = others.filter(({ role, overForMs }) => overForMs > 0 && !this.known.has(role));
    for (const { role } of dead) this.known.add(role);
    const isFirst = !this.hasLooked;
    this.hasLooked = true;
    return dead.length > 0 || (isFirst && others.length > 0);
  }

  async leave(): Promise<void> {
    await this.database.transaction((tx) => tx.leases.release(this.role, this.role));
  }
}
