import type { Clock } from '#kernel';
import { LineRefused } from '../ports/hub-line.js';

/** How the line stands, for people and for decisions. */
export interface LineView {
  readonly onLine: boolean;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
  /** Why it is off line. */
  readonly trouble: string | undefined;
}

/** Whether the last that was tried over the line went well. */
export class LineState {
  private state: LineView;

  constructor(private readonly clock: Clock) {
    this.state = { onLine: false, sinceMs: clock.now(), trouble: 'The hub was not called yet' };
  }

  get view(): LineView {
    return this.state;
  }

  isUp(): void {
    if (!this.state.onLine) this.state = { onLine: true, sinceMs: this.clock.now(), trouble: undefined };
  }

  /** A hub that refuses is there, but it does not listen: for all that follows the store is alone. */
  failed(error: unknown): void {
    const why = error instanceof LineRefused ? `${error.code}: ${error.message}` : String(error);
    const sinceMs = this.state.onLine ? this.clock.now() : this.state.sinceMs;
    this.state = { onLine: false, sinceMs, trouble: why };
  }
}
