import { setTimeout as pause } from 'node:timers/promises';
import { CURRENCY, type Hub } from './hub.js';
import { ExposureLog } from './exposure-log.js';
import type { Outage } from './picture.js';
import type { Redemption, Shop } from './shop.js';
import { numberIn, textIn } from './talk.js';

const PHASE_MS = { before: 6_000, cut: 14_000 };
const CUSTOMERS = 12;
const WITHIN_MS = 120_000;

/** What came of the morning; amounts in minor units. */
export interface Told {
  readonly redemptions: number;
  readonly declined: number;
  readonly slowestMs: { readonly onLine: number; readonly cut: number };
  readonly exposure: ExposureLog;
  readonly outages: readonly Outage[];
  readonly highestMinor: number;
  readonly overdrawnMinor: number;
  readonly lostMinor: number;
  /** Cards on which the hub and the tills do not agree: must be none. */
  readonly disagreements: readonly string[];
}

/** The cards of the morning, with what is on them in minor units. */
export interface Cards {
  readonly balances: ReadonlyMap<string, number>;
  /** The one that will be spent twice. */
  readonly twice: string;
}

/** Sells them before the stores open, so that they are on the lists that stores get. */
export async function sellCards(hub: Hub): Promise<Cards> {
  const balances = new Map<string, number>();
  for (let customer = 0; customer < CUSTOMERS; customer++) balances.set(await hub.sellCard(4_000), 4_000);
  const twice = await hub.sellCard(2_500);
  return { balances: balances.set(twice, 2_500), twice };
}

/** Plays a morning: trade, two lines cut, a card spent twice, the lines back, and what the hub makes of it. */
export class Morning {
  private readonly balances: Map<string, number>;
  private readonly onLineMs: number[] = [];
  private readonly cutMs: number[] = [];
  private declined = 0;
  private isTrading = true;
  private isCut = false;

  constructor(
    private readonly hub: Hub,
    private readonly shops: readonly [Shop, Shop, Shop],
    private readonly cards: Cards,
    private readonly say: (what: string) => void,
  ) {
    this.balances = new Map(cards.balances);
  }

  async play(): Promise<Told> {
    const [main, harbour] = this.shops;
    const { twice } = this.cards;
    const cards = [...this.balances.keys()].filter((cardId) => cardId !== twice);
    await this.untilKnown([...this.balances.keys()]);
    const exposure = new ExposureLog(this.shops);
    const customers = cards.map((cardId, index) => this.shopAround(cardId, index));
    this.say('Three stores trade, all lines are up');
    await pause(PHASE_MS.before);

    const cutAtS = exposure.nowS();
    main.line.cut();
    harbour.line.cut();
    this.isCut = true;
    this.say(`The lines of ${main.name} and ${harbour.name} are cut; they go on`);
    await pause(PHASE_MS.cut / 2);
    await this.redeem(main, twice, 2_000);
    await this.redeem(harbour, twice, 2_000);
    this.say(`Somebody spends 20.00 of one card with 25.00 ${CURRENCY} at each of the two`);
    await pause(PHASE_MS.cut / 2);

    main.line.mend();
    harbour.line.mend();
    this.isCut = false;
    const backAtS = exposure.nowS();
    this.say('The lines are back');
    this.isTrading = false;
    await Promise.all(customers);
    await this.untilSent();
    const disagreements = await this.compare();
    this.say('The hub and all tills agree');
    const { overdrawnMinor, lostMinor } = await this.afterOverdraft(twice);
    await exposure.end();
    const outages = [main, harbour].map(({ name }) => ({ store: name, fromS: cutAtS, toS: backAtS }));
    return {
      redemptions: this.onLineMs.length + this.cutMs.length,
      declined: this.declined,
      slowestMs: { onLine: Math.max(...this.onLineMs), cut: Math.max(...this.cutMs) },
      exposure,
      outages,
      highestMinor: exposure.highestMinor,
      overdrawnMinor,
      lostMinor,
      disagreements,
    };
  }

  /** Each customer has a store that they like, and goes elsewhere now and then. */
  private async shopAround(cardId: string, customer: number): Promise<void> {
    for (let visit = 0; this.isTrading; visit++) {
      const [main, harbour, station] = this.shops;
      const shop = [main, harbour, station][(customer + (visit % 4 === 3 ? 1 : 0)) % 3] ?? main;
      if ((this.balances.get(cardId) ?? 0) >= 700) await this.redeem(shop, cardId, 350 + 50 * (visit % 7));
      else if (visit % 3 === 0) await this.load(shop, cardId, 1_000);
      await pause(400 + 60 * customer);
    }
  }

  private async redeem(shop: Shop, cardId: string, minor: number): Promise<void> {
    const done: Redemption | undefined = await shop.redeem(cardId, minor);
    if (!done) {
      this.declined += 1;
      return;
    }
    (this.isCut ? this.cutMs : this.onLineMs).push(done.ms);
    this.balances.set(cardId, (this.balances.get(cardId) ?? 0) - done.approvedMinor);
  }

  private async load(shop: Shop, cardId: string, minor: number): Promise<void> {
    await shop.load(cardId, minor);
    this.balances.set(cardId, (this.balances.get(cardId) ?? 0) + minor);
  }

  private untilKnown(cards: readonly string[]): Promise<void> {
    return until('all stores know the cards', async () => {
      const known = await Promise.all(
        this.shops.flatMap((shop) => cards.map((cardId) => shop.knows(cardId))),
      );
      return known.every(Boolean);
    });
  }

  private untilSent(): Promise<void> {
    return until('all stores have sent what happened', async () => {
      const all = await Promise.all(this.shops.map((shop) => shop.status()));
      return all.every(({ waitingFacts }) => waitingFacts === 0);
    });
  }

  /** @returns the cards of which the hub has another balance than the tills were told */
  private async compare(): Promise<string[]> {
    let wrong: string[] = [];
    await until('the hub has recorded all of it', async () => {
      const known = await Promise.all(
        [...this.balances].map(async ([cardId, minor]) => {
          const atHub = await this.hub.balanceMinor(cardId);
          return atHub === minor ? [] : [`${cardId}: ${atHub} at the hub, ${minor} by the tills`];
        }),
      );
      wrong = known.flat();
      return wrong.length === 0;
    }).catch((error: unknown) => {
      if (wrong.length === 0) throw error;
    });
    return wrong;
  }

  private async afterOverdraft(cardId: string) {
    const overdrawnMinor = Math.max(0, -(this.balances.get(cardId) ?? 0));
    let lostMinor = 0;
    await until('the overdraft case is closed', async () => {
      const { body } = await this.hub.get('/v1/overdrafts');
      const cases: readonly Record<string, unknown>[] = Object(body['data']);
      const ours = cases.find((each) => each['cardId'] === cardId);
      if (!ours || textIn(ours, 'status') !== 'closed') return false;
      lostMinor = numberIn(ours, 'writtenOffMinor');
      return true;
    });
    return { overdrawnMinor, lostMinor };
  }
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const givesUpAt = performance.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (performance.now() > givesUpAt) throw new Error(`Not within ${WITHIN_MS / 1_000} s: ${what}`);
    await pause(200);
  }
}
