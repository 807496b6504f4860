import { type FileHandle, open, readFile } from 'node:fs/promises';
import { z } from 'zod';

/** What a client wants; sent with the same key until it is told what became of it. */
export const Intent = z.strictObject({
  key: z.string(),
  kind: z.enum(['sell', 'activate', 'load', 'redeem', 'purchase', 'cancel', 'deliver']),
  path: z.string(),
  body: z.unknown(),
});
export type Intent = Readonly<z.infer<typeof Intent>>;

/**
 * What a client was told: that its command was taken, or how it has ended. `missing`: an operation that it had been told
 * of is not known any more. `rejected`: there is no operation, and the code says why not.
 */
export const Told = z.strictObject({
  key: z.string(),
  state: z.enum(['accepted', 'succeeded', 'failed', 'compensated', 'missing', 'rejected']),
  operationId: z.string().optional(),
  /** The card, purchase or good that it is about. */
  subject: z.string().optional(),
  code: z.string().optional(),
});
export type Told = Readonly<z.infer<typeof Told>>;

const Line = z.discriminatedUnion('line', [
  z.strictObject({ line: z.literal('intent'), at: z.string(), intent: Intent }),
  z.strictObject({ line: z.literal('told'), at: z.string(), told: Told }),
]);
type Line = z.infer<typeof Line>;

/** An intent, and all that was said to it. */
export interface Deal {
  readonly intent: Intent;
  readonly told: readonly Told[];
}

/** What clients wanted and were told, on disk before anybody acts upon it: outside of what is under test. */
export class Journal {
  private waiting: { readonly text: string; done(): void; failed(error: unknown): void }[] = [];
  private writing = false;

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async open(path: string): Promise<Journal> {
    return new Journal(path, await open(path, 'a'));
  }

  intends(intent: Intent): Promise<void> {
    return this.append({ line: 'intent', at: new Date().toISOString(), intent });
  }

  hears(told: Told): Promise<void> {
    return this.append({ line: 'told', at: new Date().toISOString(), told });
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private append(line: Line): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ text: `${JSON.stringify(line)}\n`, done, failed });
      if (!this.writing) void this.write();
    });
  }

  /** What came while the disk was busy goes with the next write. */
  private async write(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.file.appendFile(batch.map(({ text }) => text).join(''));
        await this.file.datasync();
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.writing = false;
  }
}

/** Reads a journal back. @throws Error when a line cannot be read */
export async function readJournal(path: string): Promise<Deal[]> {
  const deals = new Map<string, { intent: Intent; told: Told[] }>();
  const text = await readFile(path, 'utf8');
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const entry = Line.parse(JSON.parse(line));
    if (entry.line === 'intent') deals.set(entry.intent.key, { intent: entry.intent, told: [] });
    else deals.get(entry.told.key)?.told.push(entry.told);
  }
  return [...deals.values()];
}
