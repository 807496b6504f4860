/**
 * A value as it is kept: as JSON text, so that nothing survives here that a real database would not keep, and nobody
 * holds a part of what is stored.
 */
export class Json<T> {
  private readonly text: string;

  constructor(value: T) {
    this.text = JSON.stringify(value);
  }

  /** @returns a copy of its own for each caller */
  parse(): T {
    const value: T = JSON.parse(this.text);
    return value;
  }
}

/** One name for several parts, none of which can run into the next. */
export const nameOf = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);
