import { join } from 'node:path';
import { eventually } from '#testing';
import type { TestScratch } from '#testing/servers';
import { startStoreProcess } from '#testing/store';
import { type BenchHub, done } from './hub.js';
import { type ApprovalsPoint, atRate, flatOut } from './load.js';
import { askFor, bodyFor, cardsKnown, enrolNode, startNodeDatabase } from './node.js';
import type { StoreBenchOptions } from './options.js';
import { approvalsTable } from './report.js';
import { openRelay, type Relay } from './relay.js';

type Sizes = Pick<StoreBenchOptions, 'seconds' | 'rate' | 'inFlight'>;

const CARDS = 100;
/** Three times, and it is still less than a card may have on it. */
const LOADED_MINOR = 30_000;
const ONE_WAY_MS = 80;
const LINE = `${2 * ONE_WAY_MS} ms`;

/** A node beside the hub, over a line that takes its time. */
export async function measureApprovals(
  scratch: TestScratch,
  hub: BenchHub,
  sizes: Sizes,
): Promise<ApprovalsPoint[]> {
  const relay = await openRelay(hub.url, ONE_WAY_MS);
  try {
    const cards = await hub.issueCards(CARDS);
    return [
      ...(await byTheWriter(scratch, hub, relay, cards, sizes)),
      ...(await atTheHub(hub, relay, cards, sizes)),
      ...(await overTheLan(scratch, hub, relay, cards, sizes)),
    ];
  } finally {
    await relay.close();
  }
}

async function byTheWriter(
  scratch: TestScratch,
  hub: BenchHub,
  relay: Relay,
  cards: readonly string[],
  sizes: Sizes,
): Promise<ApprovalsPoint[]> {
  const books = await startNodeDatabase(scratch, 'node');
  const bench = await enrolNode(books.database, relay.url, await hub.registerStore('Main Street'));
  const { node, sync } = bench.connect();
  try {
    await cardsKnown(books, CARDS);
    const ask = (kind: 'load' | 'redeem', cardId: string, minor: number) => async (): Promise<void> => {
      const { outcome } = await node.decide(askFor(kind, cardId, minor));
      if (outcome !== 'approved') throw new Error(`${kind} was ${outcome}`);
    };
    for (const cardId of cards) await ask('load', cardId, LOADED_MINOR)();
    return await bothLines('node, its writer on PostgreSQL', hub, relay, sizes, () =>
      ask('redeem', oneOf(cards), 1)(),
    );
  } finally {
    await sync.stop();
    await bench.writer.close();
    await books.stop();
  }
}

async function overTheLan(
  scratch: TestScratch,
  hub: BenchHub,
  relay: Relay,
  cards: readonly string[],
  sizes: Sizes,
): Promise<ApprovalsPoint[]> {
  const folder = join(scratch.folder, 'harbour');
  const code = await hub.registerStore('Harbour');
  const store = await startStoreProcess({
    name: 'Harbour',
    hub: relay.url,
    folder,
    code,
    onSpawn: (pid) => scratch.process(pid),
  });
  const post = async (path: string, body: ReturnType<typeof bodyFor>): Promise<number> =>
    (await store.post(path, body)).status;
  try {
    for (const cardId of cards) {
      // It is told of all cards a little after it has come.
      await eventually(
        () => post('/v1/loads', bodyFor(cardId, LOADED_MINOR)),
        (status) => status === 200,
        { withinMs: 30_000, everyMs: 200 },
      );
    }
    return await bothLines('node, asked over the LAN', hub, relay, sizes, async () => {
      const status = await post('/v1/redemptions', bodyFor(oneOf(cards), 1));
      if (status !== 200) throw new Error(`A redemption came to ${status}`);
    });
  } finally {
    await store.stop();
  }
}

async function atTheHub(
  { api }: BenchHub,
  relay: Relay,
  cards: readonly string[],
  { seconds, inFlight }: Sizes,
): Promise<ApprovalsPoint[]> {
  for (const card of cards)
    await done(api, `/v1/gift-cards/${card}/loads`, { amount: { minor: LOADED_MINOR, currency: 'EUR' } });
  const far = api.at(relay.url);
  const measured = await flatOut(
    async () => {
      await done(far, `/v1/gift-cards/${oneOf(cards)}/redemptions`, {
        amount: { minor: 1, currency: 'EUR' },
      });
    },
    Math.min(inFlight, 8),
    seconds,
  );
  return [
    { who: 'hub, asked over the line', line: LINE, load: `${Math.min(inFlight, 8)} in flight`, ...measured },
  ];
}

/** Each of them begins when the hub has taken in what the one before it has left to do. */
async function bothLines(
  who: string,
  hub: BenchHub,
  relay: Relay,
  { seconds, rate, inFlight }: Sizes,
  ask: () => Promise<void>,
): Promise<ApprovalsPoint[]> {
  const points: ApprovalsPoint[] = [];
  for (const line of [LINE, 'cut']) {
    await hub.atRest();
    if (line === 'cut') relay.cut();
    const moderate = await atRate(ask, rate, seconds);
    points.push({ who, line, load: `${rate} a second`, ...moderate });
    await hub.atRest();
    points.push({ who, line, load: `${inFlight} in flight`, ...(await flatOut(ask, inFlight, seconds)) });
    console.error(approvalsTable(points.slice(-2)));
  }
  relay.mend();
  return points;
}

let turn = 0;
const oneOf = (cards: readonly string[]): string => cards[turn++ % cards.length] ?? '';
