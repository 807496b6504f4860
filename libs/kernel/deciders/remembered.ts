/**
 * What an aggregate remembers for ever, by id. It never changes: `with` gives a new one, which shares what is old.
 * Entries lie in layers, each larger than the one above it, so that remembering n things costs n·log(n), where copying
 * a Map for each of them would cost n².
 */
export class Remembered<Value extends object> {
  private constructor(private readonly layers: readonly ReadonlyMap<string, Value>[]) {}

  static nothing<Value extends object>(): Remembered<Value> {
    return new Remembered<Value>([]);
  }

  get(id: string): Value | undefined {
    for (const layer of this.layers) {
      const value = layer.get(id);
      if (value) return value;
    }
    return undefined;
  }

  /** The newest value of each id, in an order that depends on nothing but what was remembered when. */
  *values(): IterableIterator<Value> {
    for (const [depth, layer] of this.layers.entries()) {
      for (const [id, value] of layer) {
        if (!this.layers.slice(0, depth).some((above) => above.has(id))) yield value;
      }
    }
  }

  with(id: string, value: Value): Remembered<Value> {
    let top = new Map([[id, value]]);
    let below = 0;
    for (const layer of this.layers) {
      if (layer.size > top.size) break;
      top = new Map([...layer, ...top]);
      below += 1;
    }
    return new Remembered([top, ...this.layers.slice(below)]);
  }
}
