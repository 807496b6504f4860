import type { Socket } from 'node:net';

/** How fast bytes pass. */
export interface Pace {
  /** What each piece waits before it passes on. */
  readonly delayMs: number;
  readonly bytesPerSecond: number;
}

export const FULL_SPEED: Pace = { delayMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY };

const PIECES_PER_SECOND = 20;

/** What one side of a connection says to the other. */
export class Flow {
  private readonly waiting: Buffer[] = [];
  private readonly onHeld: (() => void)[] = [];
  private isHeld = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly to: Socket,
    private readonly pace: () => Pace,
  ) {}

  say(chunk: Buffer): void {
    this.waiting.push(chunk);
    if (this.isHeld) for (const tell of this.onHeld.splice(0)) tell();
    else this.pass();
  }

  /** Nothing passes from now on, and nobody is told. */
  hold(): void {
    this.isHeld = true;
  }

  /** All that was held passes, at once. */
  release(): void {
    this.isHeld = false;
    this.pass();
  }

  get holds(): boolean {
    return this.isHeld;
  }

  /** Resolves when something is held back that the other side does not know of. */
  async heldSomething(): Promise<void> {
    if (this.isHeld && this.waiting.length > 0) return;
    await new Promise<void>((resolve) => this.onHeld.push(resolve));
  }

  /** Forgets what has not passed. */
  stop(): void {
    clearTimeout(this.timer);
    this.waiting.length = 0;
    for (const tell of this.onHeld.splice(0)) tell();
  }

  private pass(): void {
    while (!this.isHeld && this.timer === undefined) {
      const chunk = this.waiting.shift();
      if (chunk === undefined) return;
      const { delayMs, bytesPerSecond } = this.pace();
      const piece = chunk.subarray(0, Math.max(1, Math.ceil(bytesPerSecond / PIECES_PER_SECOND)));
      if (piece.length < chunk.length) this.waiting.unshift(chunk.subarray(piece.length));
      const waitMs = delayMs + (1_000 * piece.length) / bytesPerSecond;
      if (waitMs < 1) this.to.write(piece);
      else this.passLater(piece, waitMs);
    }
  }

  private passLater(piece: Buffer, waitMs: number): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.isHeld) {
        this.waiting.unshift(piece);
        return;
      }
      this.to.write(piece);
      this.pass();
    }, waitMs);
  }
}
