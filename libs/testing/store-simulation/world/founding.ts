import { type CardLine, noChanges } from '#contexts/store-node';
import {
  AssignStock,
  EnrolStore,
  GrantLoadBudget,
  GrantRisk,
  RegisterStore,
  SetStorePolicy,
} from '#contracts/clearing';
import {
  AssignPolicy,
  type CardPolicy,
  IssueCard,
  type PolicyMode,
  StoreList,
  StoreTerms,
} from '#contracts/gift-cards';
import { BEGINNING } from '../../simulation/world/simulated-process.js';
import { uuidOf } from '#runtime';
import type { Founded } from './founded.js';
import { StoreMachine } from './store-machine.js';
import type { StoreWorld } from './store-world.js';

export const LIMITS = {
  unbackedPerRedemptionMinor: 1_500,
  unbackedPerCardMinor: 1_700,
  optimisticMinorMax: 5_000,
  loadGrantedMinor: 20_000,
} as const;

export const policyOf = (mode: PolicyMode): CardPolicy => ({
  mode,
  unbackedPerRedemptionMinor: LIMITS.unbackedPerRedemptionMinor,
  unbackedPerCardMinor: LIMITS.unbackedPerCardMinor,
  knowledgeAgeMsMax: 30 * 60_000,
});

/** The last two cards are not sold yet: they are in the stock of the first two stores. */
const STOCK = 2;

/** A chain opens: cards are issued, and stores take their places. */
export function found(world: StoreWorld): Founded {
  const { scenario, seals, hub, random } = world;
  const cards = scenario.modes.map((_, number) => uuidOf(seals.digest(`card ${number}`)));
  for (const [number, cardId] of cards.entries()) {
    hub.ask(cardId, new IssueCard({ cardId, currency: 'EUR', activate: number < cards.length - STOCK }));
    hub.ask(cardId, new AssignPolicy({ cardId, policy: policyOf(scenario.modes[number] ?? 'hybrid') }));
  }
  const riskMinor = new Map<string, number>();
  // What a store may do with cards that it knows from the list only must not loosen what a card allows.
  const storeMode = scenario.configuration === 'optimistic' ? 'optimistic' : 'hybrid';
  for (let store = 0; store < scenario.stores; store++) {
    const storeId = uuidOf(seals.digest(`store ${store}`));
    const signer = seals.newSigner(`store ${store}`);
    const name = `store ${store}`;
    const codeDigest = seals.digest(`code of ${name}`);
    const risk = random.int(500, 4_000);
    riskMinor.set(storeId, risk);
    const ask = (command: Parameters<typeof hub.askOfStore>[1]) => hub.askOfStore(storeId, command);
    ask(new RegisterStore({ storeId, name, currency: 'EUR', codeDigest, codeUntilMs: BEGINNING }));
    ask(new EnrolStore({ storeId, codeDigest, publicKey: signer.publicKey }));
    ask(new GrantRisk({ storeId, grantId: 'risk', minor: risk }));
    ask(new GrantLoadBudget({ storeId, grantId: 'loads', minor: LIMITS.loadGrantedMinor }));
    ask(
      new SetStorePolicy({
        storeId,
        policy: policyOf(storeMode),
        optimisticMinorMax: LIMITS.optimisticMinorMax,
      }),
    );
    const stock = store < STOCK ? cards.at(store - STOCK) : undefined;
    if (stock !== undefined) ask(new AssignStock({ storeId, cardIds: [stock] }));
    world.machines.push(new StoreMachine(name, store, storeId, signer, world.scheduler));
  }
  for (const machine of world.machines) install(world, machine, cards);
  return { cards, riskMinor };
}

/** What is on a disk after the enrolment. Some of the cards are known from a list. */
function install(
  { hub, hubSigner, random, scenario }: StoreWorld,
  machine: StoreMachine,
  cards: readonly string[],
): void {
  const { storeId, name, signer } = machine;
  const listed = cards
    .slice(0, -STOCK)
    .flatMap((cardId, number): CardLine[] =>
      random.happens(0.5) ? [[cardId, 1_000, 'EUR', 'active', scenario.modes[number] ?? 'hybrid']] : [],
    );
  void machine.database.commit({
    ...noChanges,
    listed,
    values: {
      identity: { storeId, name, publicKey: signer.publicKey, hubKey: hubSigner.publicKey },
      terms: StoreTerms.parse(hub.terms(storeId)?.body),
      stores: StoreList.parse(hub.list().body),
      bookmark: { at: hub.bookmark },
      heard: { era: 1, ms: 0 },
    },
  });
}
