import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

/** What the processes of a world print, each into a file of its own; the checker reads all of it. */
export class LogBook {
  private readonly files = new Map<string, WriteStream>();
  private readonly lines: { readonly who: string; readonly line: string }[] = [];

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  keep(who: string, line: string): void {
    this.lines.push({ who, line });
    let file = this.files.get(who);
    if (!file) {
      file = createWriteStream(join(this.folder, `${who}.log`), { flags: 'a' });
      this.files.set(who, file);
    }
    file.write(`${line}\n`);
  }

  all(): readonly { readonly who: string; readonly line: string }[] {
    return this.lines;
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.files.values()].map((file) => new Promise<void>((resolve) => file.end(resolve))),
    );
  }
}
