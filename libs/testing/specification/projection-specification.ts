import { type AnyEvent, type Duration, keyOf, milliseconds, type Projection } from '#kernel';

import { SPEC_NOW } from './time-and-ids.js';
import { checkWire, declarationOf, SpecificationFailed, told } from './wire.js';

/** Tells what a read model shows: `projectionSpecification(cards).given(events).row(key)`. */
export const projectionSpecification = (projection: Projection) => new ProjectionSpecification(projection);

class ProjectionSpecification {
  private readonly rows = new Map<string, object>();
  private readonly streamVersions = new Map<string, number>();
  private now = SPEC_NOW;

  constructor(private readonly projection: Projection) {}

  /** Events, oldest first, each recorded at the same moment: SPEC_NOW, and what has passed since. */
  given(...events: readonly AnyEvent[]): this {
    for (const event of events) this.fold(event);
    return this;
  }

  /** Lets time pass, and then these events happen. */
  after(duration: Duration, ...events: readonly AnyEvent[]): this {
    this.now += milliseconds(duration);
    return this.given(...events);
  }

  /** @returns the row with this key, undefined when there is none. */
  row(key: string): object | undefined {
    return this.rows.get(key);
  }

  /** @returns how many rows there are. */
  count(): number {
    return this.rows.size;
  }

  private fold(event: AnyEvent): void {
    checkWire(event);
    const { name, events } = this.projection;
    if (!events.some(({ type, version }) => type === event.type && version === event.version)) {
      throw new SpecificationFailed(`${name} does not read\n${told(event)}`);
    }
    const place = this.placeOf(event);
    const key = this.projection.rowKey(event, place.at);
    const row = this.projection.evolve(this.rows.get(key), { event, ...place });
    if (row === undefined) this.rows.delete(key);
    else this.rows.set(key, stored(row));
  }

  private placeOf(event: AnyEvent) {
    const stream = keyOf(declarationOf(event), Object(event.data));
    const streamVersion = (this.streamVersions.get(stream) ?? 0) + 1;
    this.streamVersions.set(stream, streamVersion);
    return { stream, streamVersion, at: new Date(this.now).toISOString() };
  }
}

/** What is left of a row once it was stored: plain JSON. */
const stored = (row: object): object => Object(JSON.parse(JSON.stringify(row)));
