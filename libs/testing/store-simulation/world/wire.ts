import { LineDown } from '#contexts/store-node';
import type { Owner } from '../../simulation/world/event-queue.js';
import type { Random } from '../../simulation/world/random.js';
import type { Scheduler } from '../../simulation/world/scheduler.js';
import type { Place } from '../scenario/happening.js';
import type { StoreEncounters } from './store-encounters.js';

interface Trouble {
  readonly one: Place;
  readonly other: Place;
  readonly until: number;
  /** Missing where nothing comes through. */
  readonly lateMs?: number;
}

export interface Asking {
  readonly from: Place;
  readonly to: Place;
  readonly asker: Owner;
  readonly withinMs: number;
}

/** All lines between stores and hub. Each way of a question and its answer may be cut, late, lost, or gone twice. */
export class Wire {
  private troubles: Trouble[] = [];

  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    private readonly encounters: StoreEncounters,
  ) {}

  cut(one: Place, other: Place, forMs: number): void {
    this.troubles.push({ one, other, until: this.scheduler.now + forMs });
  }

  roughen(one: Place, other: Place, forMs: number, lateMs: number): void {
    this.troubles.push({ one, other, until: this.scheduler.now + forMs, lateMs });
  }

  heal(): void {
    this.troubles = [];
  }

  isCut(one: Place, other: Place): boolean {
    return this.between(one, other).some(({ lateMs }) => lateMs === undefined);
  }

  /** @param answer what the other end does, at most twice @throws LineDown when no answer came in time */
  ask<T>({ from, to, asker, withinMs }: Asking, answer: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let isSettled = false;
      const settle = (how: () => void) => {
        if (isSettled) return void this.encounters.met('an answer came twice or too late');
        isSettled = true;
        how();
      };
      this.scheduler.after(withinMs, () => !isSettled && settle(() => reject(new LineDown('No answer'))), {
        owner: asker,
      });
      this.carry(from, to, () => {
        answer().then(
          (value) => this.carry(to, from, () => settle(() => resolve(value)), asker),
          (error: unknown) => this.carry(to, from, () => settle(() => reject(error)), asker),
        );
      });
    });
  }

  private carry(from: Place, to: Place, arrive: () => void, owner?: Owner): void {
    const { random, encounters, scheduler } = this;
    const [rough] = this.between(from, to).filter(({ lateMs }) => lateMs !== undefined);
    const times = rough && random.happens(0.3) ? 2 : 1;
    if (times === 2) encounters.met('a message came twice');
    for (let n = 0; n < times; n++) {
      if (rough && random.happens(0.25)) {
        encounters.met('a message was lost');
        continue;
      }
      const ms = random.int(5, 80) + (rough?.lateMs && random.happens(0.5) ? random.int(0, rough.lateMs) : 0);
      if (ms > 1_000) encounters.met('a message was late');
      const land = () => {
        if (this.isCut(from, to)) encounters.met('a message met a cut line');
        else arrive();
      };
      scheduler.after(ms, land, owner ? { owner } : {});
    }
  }

  private between(one: Place, other: Place): Trouble[] {
    const { now } = this.scheduler;
    this.troubles = this.troubles.filter(({ until }) => until > now);
    return this.troubles.filter(
      (each) => (each.one === one && each.other === other) || (each.one === other && each.other === one),
    );
  }
}
