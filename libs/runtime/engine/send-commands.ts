import { keyOf, type Message, type Surroundings, type Transaction } from '#kernel';
import type { PostOffice } from './post-office.js';
import type { Routes } from './routes.js';

export interface Sending {
  readonly routes: Routes;
  readonly postOffice: PostOffice;
  readonly surroundings: Surroundings;
}

/** Sends what no message asks for, in the transaction that finds it out; the caller tells the post office afterwards. */
export async function sendCommands(
  tx: Transaction,
  commands: readonly Message<'command'>[],
  { routes, postOffice, surroundings }: Sending,
): Promise<void> {
  const at = new Date(await tx.now()).toISOString();
  await postOffice.post(
    tx,
    commands.map(({ kind, type, version, data }) => {
      const id = surroundings.ids.next();
      const key = keyOf(routes.catalog.find(type, version), Object(data));
      const envelope = { id, kind, type, version, key, data, at, correlationId: id };
      return { queue: routes.deciderOf(type).queue, envelope };
    }),
  );
}
