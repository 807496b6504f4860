import type { Statement } from '#kernel';
import type { Draw, RecordedFact } from '../contracts/index.js';
import {
  capturedAtStore,
  heldAtStore,
  loadedAtStore,
  redeemedAtStore,
  releasedAtStore,
  returned,
  reversedAtStore,
} from './sample-statements.js';
import { fact } from './sample-stores.js';

// A store that trades by itself: for properties.

export const idOf = (kind: string, number: number): string =>
  `01980000-0000-7000-8000-${kind}${String(number).padStart(11, '0')}`;

/** An honest store: it draws on what it has, tells the truth, and is heard when its line is up. */
export class Shop {
  readonly chain: RecordedFact[] = [];
  readonly lefts = new Map<string, number>();
  unbackedMinor = 0;
  private sent = 0;
  private readonly takings: { id: string; draws: Draw[]; unbacked: number }[] = [];
  private readonly holds: { id: string; draws: Draw[]; unbacked: number }[] = [];

  constructor(
    readonly storeId: string,
    private readonly name: number,
    private readonly roams: boolean,
  ) {}

  private say(statement: Statement): string {
    const seq = this.chain.length + 1;
    const said = fact(seq, statement, { id: `${this.name}-${seq}` });
    this.chain.push(said);
    return said.id;
  }

  private draw(minor: number): { draws: Draw[]; unbacked: number } | undefined {
    const draws: Draw[] = [];
    let open = minor;
    for (const [allowanceId, left] of this.lefts) {
      const part = Math.min(open, left);
      if (part > 0) draws.push({ allowanceId, minor: part });
      open -= part;
    }
    if (open > 0 && !this.roams) return undefined;
    for (const { allowanceId, minor: part } of draws) this.change(allowanceId, -part);
    this.unbackedMinor += open;
    return { draws, unbacked: open };
  }

  private change(allowanceId: string, by: number): void {
    this.lefts.set(allowanceId, (this.lefts.get(allowanceId) ?? 0) + by);
  }

  private giveBack({ draws, unbacked }: { draws: Draw[]; unbacked: number }): void {
    for (const { allowanceId, minor } of draws) this.change(allowanceId, minor);
    this.unbackedMinor -= unbacked;
  }

  redeem(minor: number): void {
    const drawn = this.draw(minor);
    if (drawn) this.takings.push({ id: this.say(redeemedAtStore(drawn)), ...drawn });
  }

  hold(minor: number): void {
    const drawn = this.draw(minor);
    if (drawn) this.holds.push({ id: this.say(heldAtStore(drawn)), ...drawn });
  }

  undo(): void {
    const taking = this.takings.pop();
    if (!taking) return;
    this.giveBack(taking);
    this.say(reversedAtStore(taking.id, { back: taking.draws, unbackedBack: taking.unbacked }));
  }

  endHold(capture: boolean): void {
    const hold = this.holds.pop();
    if (!hold) return;
    const { draws, unbacked } = hold;
    if (capture) {
      const minor = draws.reduce((sum, draw) => sum + draw.minor, unbacked);
      this.takings.push({ ...hold, id: this.say(capturedAtStore(hold.id, minor)) });
      return;
    }
    this.giveBack(hold);
    this.say(releasedAtStore(hold.id, { back: draws, unbackedBack: unbacked }));
  }

  load(minor: number): void {
    const loadId = idOf(`b`, this.name * 1_000 + this.chain.length);
    this.say(loadedAtStore(minor, loadId));
    this.lefts.set(loadId, minor);
  }

  giveUp(): void {
    for (const [allowanceId, left] of this.lefts) {
      if (left > 0) this.say(returned(left, allowanceId));
      this.lefts.delete(allowanceId);
    }
  }

  /** What the hub has not heard yet. */
  get untold(): readonly RecordedFact[] {
    return this.chain.slice(this.sent);
  }

  /** Up to so much of it. */
  tell(count: number): RecordedFact[] {
    const facts = this.untold.slice(0, count);
    this.sent += facts.length;
    return facts;
  }
}
