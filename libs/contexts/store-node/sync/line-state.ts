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

/** What is done over the line, each for itself. */
export type Errand = 'push' | 'pull' | 'list';

/** The line is up as long as all errands went well the last time. */
export class LineState {
  private readonly troubles = new Map<Errand, string>([['pull', 'The hub was not called yet']]);
  private sinceMs: number;

  constructor(private readonly clock: Clock) {
    this.sinceMs = clock.now();
  }

  get view(): LineView {
    const [trouble] = this.troubles.values();
    return { onLine: trouble === undefined, sinceMs: this.sinceMs, trouble };
  }

  isTroubled(errand: Errand): boolean {
    return this.troubles.has(errand);
  }

  /** @returns whether it had not gone well before */
  wentWell(errand: Errand): boolean {
    const wasTroubled = this.troubles.delete(errand);
    if (wasTroubled && this.troubles.size === 0) this.sinceMs = this.clock.now();
    return wasTroubled;
  }

  /** A hub that refuses is there, but it does not listen: for all that follows the store is alone. */
  failed(errand: Errand, error: unknown): void {
    if (this.troubles.size === 0) this.sinceMs = this.clock.now();
    const why = error instanceof LineRefused ? `${error.code}: ${error.message}` : String(error);
    this.troubles.set(errand, why);
  }
}
