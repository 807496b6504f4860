import type { Chance } from '#kernel';

/** Chance that is the same in each run: what it gives depends on its name alone. */
export class Random implements Chance {
  private state: [number, number, number, number];

  constructor(private readonly name: string) {
    this.state = [hash(name, 1), hash(name, 2), hash(name, 3), 1];
    for (let n = 0; n < 12; n++) this.next();
  }

  /** Chance of its own for a part, so that what one part draws does not change what another gets. */
  fork(part: string | number): Random {
    return new Random(`${this.name}/${part}`);
  }

  fraction(): number {
    return this.next() / 2 ** 32;
  }

  /** A whole number, both ends included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  /** Whether something happens that does in this part of all cases. */
  happens(part: number): boolean {
    return this.fraction() < part;
  }

  /** @throws RangeError when there is nothing to pick from */
  pick<T>(from: readonly T[]): T {
    const picked = from[this.int(0, from.length - 1)];
    if (picked === undefined) throw new RangeError('There is nothing to pick from');
    return picked;
  }

  /** 32 bits, by sfc32. */
  private next(): number {
    const [a, b, c, count] = this.state;
    const sum = (a + b + count) | 0;
    this.state = [b ^ (b >>> 9), (c + (c << 3)) | 0, (((c << 21) | (c >>> 11)) + sum) | 0, (count + 1) | 0];
    return sum >>> 0;
  }
}

/** FNV-1a with a twist for each `salt`. */
function hash(text: string, salt: number): number {
  let value = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1);
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value ^ (value >>> 15)) | 0;
}
