import type { Leases } from '#kernel';
import type { Statement } from '../engine/holder.js';
import type { Session } from '../engine/session.js';
import type { Storage } from '../storage.js';

export class MemoryLeases implements Leases {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  hold(role: string, owner: string, forMs: number): Promise<boolean> {
    return this.session.run('leases.hold', () => this.take(role, owner, forMs));
  }

  heldLike(prefix: string): Promise<{ role: string; overForMs: number }[]> {
    return this.session.read('leases.heldLike', () =>
      [...this.storage.roles.keysSeenBy(this.session)]
        .filter((role) => role.startsWith(prefix))
        .toSorted()
        .map((role) => ({
          role,
          overForMs: this.session.now - (this.storage.roles.get(this.session, role)?.until ?? 0),
        })),
    );
  }

  release(role: string, owner: string): Promise<void> {
    return this.session.run('leases.release', () => this.give(role, owner));
  }

  private *take(role: string, owner: string, forMs: number): Statement<boolean> {
    const { roles } = this.storage;
    const { now } = this.session;
    const held = yield* roles.latest(this.session, role);
    const isFree = !held || held.owner === owner || held.until < now;
    // Asking locks, too: who is told no knows that nobody changes that while its transaction is open.
    roles.write(this.session, role, isFree ? { owner, until: now + forMs } : held);
    return isFree;
  }

  private *give(role: string, owner: string): Statement<void> {
    const { roles } = this.storage;
    if (roles.get(this.session, role)?.owner !== owner) return;
    const held = yield* roles.latest(this.session, role);
    if (held?.owner === owner) roles.write(this.session, role, undefined);
  }
}
