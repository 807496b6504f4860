import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';

import { BookEntry } from './sandbox-book.js';

/** A file with one entry per line, so that a sandbox that is killed and started again forgets nothing. */
export class SandboxJournal {
  readonly entries: readonly BookEntry[];
  private readonly file: number;

  /** @throws Error when a line, other than a torn last one, cannot be read */
  constructor(path: string) {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    // A line without its end was never answered for: its writer was killed.
    if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
    this.entries = whole
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => BookEntry.parse(JSON.parse(line)));
    this.file = openSync(path, 'a');
  }

  append(entry: BookEntry): void {
    writeSync(this.file, `${JSON.stringify(entry)}\n`);
  }

  close(): void {
    closeSync(this.file);
  }
}
