import { type Database, type Mailbox, type Transaction, Unavailable } from '#kernel';

/** A database into whose mailboxes nothing comes until it is opened. */
export class Gate implements Database {
  private isOpen = false;

  constructor(private readonly database: Database) {}

  open(): void {
    this.isOpen = true;
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.isOpen) return this.database.transaction(work);
    return this.database.transaction((tx) => work({ ...tx, mailbox: withoutDelivery(tx.mailbox) }));
  }

  onDelivered(listener: (queues: ReadonlySet<string>) => void): void {
    this.database.onDelivered(listener);
  }

  ping(): Promise<void> {
    return this.database.ping();
  }

  close(): Promise<void> {
    return this.database.close();
  }
}

function withoutDelivery(mailbox: Mailbox): Mailbox {
  const deliver = async (): Promise<number> => {
    throw new Unavailable('The gate is shut');
  };
  return new Proxy(mailbox, {
    get: (target, name) => (name === 'deliver' ? deliver : Reflect.get(target, name)),
  });
}
