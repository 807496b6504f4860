import type { Leases } from '#kernel';
import type { OpenTables } from './tables.js';

export class MemoryLeases implements Leases {
  constructor(private readonly tables: OpenTables) {}

  async hold(role: string, owner: string, forMs: number): Promise<boolean> {
    const { now } = this.tables.scope;
    const held = this.tables.roles.get(role);
    if (held && held.owner !== owner && held.until > now) return false;
    this.tables.roles.set(role, { owner, until: now + forMs });
    return true;
  }

  async release(role: string, owner: string): Promise<void> {
    if (this.tables.roles.get(role)?.owner === owner) this.tables.roles.delete(role);
  }
}
