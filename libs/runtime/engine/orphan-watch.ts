import { type Database, type Ids, type SagaInstance, sagaRefKey, timersOf, type Transaction } from '#kernel';
import { Envelopes } from './envelopes.js';
import type { PostOffice } from './post-office.js';
import type { Routes } from './routes.js';

const ROLE = 'orphan watch';
/** Longer than the pause between two looks: one process keeps the role while it lives. */
const ROLE_MS = 180_000;
/** Sagas that one look helps at the most. */
const FOUND_MAX = 100;
/** No healthy saga is found however short this is; it spares the look at sagas that move. */
export const UNCHANGED_FOR_MS = 300_000;

export const NOTHING_CAN_WAKE_IT = 'nothing can wake it: no timer, message or answer of it is left anywhere';

/**
 * Looks for sagas that would wait for ever, which should never be: something was lost that no transaction loses, such as a row
 * that somebody deleted. Timers are set anew, since they follow from the saga; a saga that waits for an answer is made stuck.
 */
export class OrphanWatch {
  private readonly owner: string;
  private readonly envelopes: Envelopes;
  private readonly sagas: readonly string[];

  constructor(
    private readonly database: Database,
    routes: Routes,
    private readonly postOffice: PostOffice,
    private readonly ids: Ids,
    private readonly unchangedForMs: number = UNCHANGED_FOR_MS,
  ) {
    this.owner = ids.next();
    this.envelopes = new Envelopes(routes, ids);
    this.sagas = routes.sagas.all().map((each) => each.name);
  }

  /** One look; nothing while another process has the role. @returns the sagas that were found, by `saga/key` */
  async look(): Promise<string[]> {
    const found = await this.database.transaction(async (tx) => {
      if (!(await tx.leases.hold(ROLE, this.owner, ROLE_MS))) return [];
      const orphans = await tx.sagas.unwakeable(this.sagas, this.unchangedForMs, FOUND_MAX);
      for (const each of orphans) await this.help(tx, each);
      return orphans.map(sagaRefKey);
    });
    if (found.length > 0) this.postOffice.posted();
    return found;
  }

  private async help(tx: Transaction, instance: SagaInstance): Promise<void> {
    const { saga, key } = instance;
    const timers = [...timersOf(instance)].map(([token, dueAt]) => ({ saga, key, token, dueAt }));
    if (timers.length > 0) return tx.timers.set(timers);
    const at = new Date(await tx.now()).toISOString();
    const cause = { at, causationId: this.ids.next(), correlationId: instance.correlationId };
    const answers = instance.pending.flatMap((each) => (each.kind === 'reply' ? [each.token] : []));
    const notices = answers.flatMap((token) =>
      this.envelopes.unanswerable({ saga, key, token }, NOTHING_CAN_WAKE_IT, cause),
    );
    await this.postOffice.post(tx, notices);
  }
}
