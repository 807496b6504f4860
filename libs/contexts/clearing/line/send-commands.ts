import { keyOf, type Message, type Surroundings, type Transaction } from '#kernel';
import type { PostOffice, Routes } from '#runtime';

export interface Sending {
  readonly routes: Routes;
  readonly postOffice: PostOffice;
  readonly surroundings: Surroundings;
}

/** Sends what follows from what stores say, in the transaction that takes it in; the caller tells the post office afterwards. */
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
