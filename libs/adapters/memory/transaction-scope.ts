import { type Table, TableView } from './table.js';

/** One transaction: its time, what it has written, and whether it is still open. */
export class TransactionScope {
  /** Queues that it has put messages into. */
  readonly delivered = new Set<string>();
  private readonly views: { commit(): void }[] = [];
  private isOver = false;

  /** @param now milliseconds since 1970 */
  constructor(readonly now: number) {}

  view<K, V extends NonNullable<unknown>>(table: Table<K, V>): TableView<K, V> {
    const view = new TableView(table, () => this.assertOpen());
    this.views.push(view);
    return view;
  }

  commit(): void {
    this.isOver = true;
    for (const view of this.views) view.commit();
  }

  rollBack(): void {
    this.isOver = true;
  }

  private assertOpen(): void {
    if (this.isOver) throw new Error('The transaction is over: await all of its work before it ends');
  }
}
