import { appendFileSync } from 'node:fs';

/** What a till was told of a redemption that was approved. */
export interface Approved {
  readonly store: string;
  readonly cardId: string;
  readonly minor: number;
  readonly unbackedMinor: number;
  readonly factId: string;
}

/** What tills were told, on the disk before it counts. */
export class Journal {
  readonly approved: Approved[] = [];
  declined = 0;
  /** Requests that had to be sent again. */
  repeated = 0;

  constructor(private readonly file: string) {}

  tell(approved: Approved): void {
    this.write(approved);
    this.approved.push(approved);
  }

  decline(store: string, cardId: string, code: string): void {
    this.write({ store, cardId, code });
    this.declined += 1;
  }

  private write(entry: object): void {
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }
}
