import type { Checkpoint } from '#contracts/gift-cards';
import { setBack, type StoreBooks, unconfirmedBy } from '../domain/books.js';
import { noNeeds, type StoreDatabase } from '../ports/store-database.js';
import type { Writer } from '../writer/writer.js';

const READ_AT_ONCE = 250;

interface Parts {
  readonly writer: Writer;
  readonly database: StoreDatabase;
}

/**
 * Takes back what the hub has confirmed and does not have any more: it was set back to an earlier state, and is to be told again.
 * Receipts come late. This one does not: it answers facts that were sent when more was confirmed already, so the hub had less then.
 * @param receipts of the answer
 * @param confirmedSeq what was confirmed when the facts were sent
 * @returns whether there is something to tell again
 */
export async function takeBack(
  receipts: readonly Checkpoint[],
  confirmedSeq: number,
  { writer, database }: Parts,
): Promise<boolean> {
  const { books } = writer.committed;
  const receipt = receipts.find(({ storeId, seq }) => storeId === books.storeId && seq < confirmedSeq);
  if (!receipt || receipt.head !== (await ownIdAt(receipt.seq, database))) return false;
  const lost: StoreBooks['unconfirmed'][number][] = [];
  for (let after = receipt.seq; after < books.checkpointSeq;) {
    const part = await database.chain(after, Math.min(READ_AT_ONCE, books.checkpointSeq - after));
    lost.push(...part.flatMap(unconfirmedBy));
    after = part.at(-1)?.seq ?? books.checkpointSeq;
  }
  return writer.run({
    needs: noNeeds,
    work(set) {
      // Another receipt came meanwhile: what is sent next finds out again.
      if (set.now.books.checkpointSeq !== books.checkpointSeq) return false;
      set.keep(setBack(set.now.books, receipt.seq, lost));
      return true;
    },
  });
}

async function ownIdAt(seq: number, database: StoreDatabase): Promise<string | null> {
  const [own] = await database.chain(seq - 1, 1);
  return own?.seq === seq ? own.id : null;
}
