const BAR_WIDTH = 30;
const EVERY_MS = { bar: 100, line: 3_000 };

/** How far a part of the work has got. */
export interface Step {
  readonly name: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
}

const rate = ({ done, elapsedMs }: Step): string =>
  elapsedMs < 1 ? '' : `${((done * 1_000) / elapsedMs).toFixed(0)}/s`;

/** For a terminal: `Trading  [######----]  24/40  12/s`. */
export function barOf(step: Step): string {
  const { name, done, total } = step;
  const filled = total === 0 ? BAR_WIDTH : Math.round((done / total) * BAR_WIDTH);
  const bar = '#'.repeat(filled) + '-'.repeat(BAR_WIDTH - filled);
  return `${name.padEnd(22)} [${bar}] ${done}/${total}  ${rate(step)}`;
}

/** For everything that is no terminal. */
export const lineOf = (step: Step): string => `${step.name}: ${step.done} of ${step.total}, ${rate(step)}`;

interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows how far the work has got: a bar on a terminal, a plain line every few seconds elsewhere. */
export class Progress {
  constructor(private readonly output: Output) {}

  /** Shows the part while it is worked on. @param work is given a function to call whenever one more is done */
  async during<T>(name: string, total: number, work: (oneMore: () => void) => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    let done = 0;
    const step = (): Step => ({ name, done, total, elapsedMs: performance.now() - startedAt });
    const timer = setInterval(() => this.show(step()), this.output.isTTY ? EVERY_MS.bar : EVERY_MS.line);
    try {
      return await work(() => {
        done += 1;
      });
    } finally {
      clearInterval(timer);
      this.show(step());
      if (this.output.isTTY) this.output.write('\n');
    }
  }

  private show(step: Step): void {
    this.output.write(this.output.isTTY ? `\r\u001B[2K${barOf(step)}` : `${lineOf(step)}\n`);
  }
}
