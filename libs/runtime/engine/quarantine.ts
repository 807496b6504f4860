/** With less, processes that somebody ends over and over would make innocent messages look guilty. */
const DEATHS_MAX = 10;

/** In each process one message at a time that may end it: when it does, nobody else is blamed. */
export class Quarantine {
  private isOccupied = false;
  private readonly waiting: (() => void)[] = [];

  /** @param deathsMax processes that may end with a message at hand before it is buried */
  constructor(readonly deathsMax = DEATHS_MAX) {}

  /** @returns false while another is in it */
  tryEnter(): boolean {
    if (this.isOccupied) return false;
    this.isOccupied = true;
    return true;
  }

  /** Resolves when it is this one's turn. */
  async enter(): Promise<void> {
    if (this.tryEnter()) return;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.isOccupied = false;
  }
}
