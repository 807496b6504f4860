/** One line of what happened, for people. */
export interface TraceLine {
  /** Milliseconds since the world began. */
  readonly at: number;
  readonly who: string;
  readonly what: string;
}

/** What happened, in its order: a number that stands for all of it, and the lines that tell the story. */
export class Trace {
  readonly lines: TraceLine[] = [];
  private high = 0xdeadbeef;
  private low = 0x41c6ce57;

  constructor(private readonly now: () => number) {}

  /** Something that belongs to the history, but says nothing to a reader. */
  note(what: string): void {
    for (let at = 0; at < what.length; at++) {
      const code = what.charCodeAt(at);
      this.high = Math.imul(this.high ^ code, 2654435761);
      this.low = Math.imul(this.low ^ code, 1597334677);
    }
    this.high = Math.imul(this.high ^ this.now(), 2246822507) ^ (this.low >>> 13);
  }

  tell(who: string, what: string): void {
    this.lines.push({ at: this.now(), who, what });
    this.note(`${who} ${what}`);
  }

  /** Equal for two runs in which the same happened in the same order. */
  get hash(): string {
    return [this.high, this.low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
