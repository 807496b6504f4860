import type { Deal, Told } from '../workload/journal.js';
import type { Evidence, Invariant, KeptOperation } from './evidence.js';
import { canonical, groupBy } from './shape.js';

/** I1. Whatever a client was told is in the store, and says the same. */
export const toldIsKept: Invariant = {
  id: 'I1',
  name: 'what clients were told is kept, with the same content',
  check(evidence) {
    const byKey = new Map(evidence.operations.map((each) => [each.idempotencyKey, each]));
    return evidence.deals.flatMap((deal) => [
      ...wrongAnswers(deal, byKey.get(deal.intent.key)),
      ...wrongEffect(deal, byKey.get(deal.intent.key), evidence),
    ]);
  },
};

function wrongAnswers({ intent, told }: Deal, kept: KeptOperation | undefined): string[] {
  const last = told.at(-1);
  if (!last) return [`${intent.kind} ${intent.key}: the client was never told anything`];
  if (last.state === 'accepted') return [`${intent.kind} ${intent.key}: the client was never told the end`];
  if (last.state === 'missing') return [`${intent.kind} ${intent.key}: was accepted, and is lost`];
  if (last.state === 'rejected') {
    return [`${intent.kind} ${intent.key}: was rejected with ${last.code}, which no wish here deserves`];
  }
  return told.flatMap((each) => difference(intent.kind, each, kept));
}

function difference(kind: string, said: Told, kept: KeptOperation | undefined): string[] {
  const name = `${kind} ${said.key}`;
  if (!kept) return [`${name}: was ${said.state}, and is lost`];
  if (kept.id !== said.operationId)
    return [`${name}: was told operation ${said.operationId}, kept is ${kept.id}`];
  if (kept.key !== said.subject) return [`${name}: was told about ${said.subject}, kept is ${kept.key}`];
  return said.state === 'accepted' || said.state === kept.state
    ? []
    : [`${name}: was told ${said.state}, kept is ${kept.state}`];
}

const EFFECTS: Readonly<Record<string, string>> = {
  sell: 'gift-cards.card-issued',
  activate: 'gift-cards.card-activated',
  load: 'gift-cards.card-loaded',
  redeem: 'gift-cards.card-redeemed',
  deliver: 'inventory.stock-received',
  purchase: 'purchasing.purchase-confirmed',
  cancel: 'purchasing.purchase-cancellation-requested',
};

/** A command that succeeded has left one event that says what was asked for; one that was refused has left none. */
function wrongEffect(
  { intent, told }: Deal,
  kept: KeptOperation | undefined,
  { events }: Evidence,
): string[] {
  const last = told.at(-1);
  if (!kept || !last) return [];
  const name = `${intent.kind} ${intent.key}`;
  const effects = eventsOf(events, kept.correlationId, EFFECTS[intent.kind]);
  if (last.state === 'failed') return effects.length === 0 ? [] : [`${name}: was refused, and took effect`];
  // Whoever cancels what is cancelled already is told so: there is nothing more to do.
  const least = intent.kind === 'cancel' ? 0 : 1;
  if (effects.length < least) return [`${name}: was ${last.state}, and had no effect`];
  if (effects.length > 1) return [`${name}: took effect ${effects.length} times`];
  const [effect] = effects;
  return effect === undefined || saysTheSame(intent.body, effect.data)
    ? []
    : [`${name}: asked for ${JSON.stringify(intent.body)}, kept is ${JSON.stringify(effect.data)}`];
}

const byCorrelation = new WeakMap<Evidence['events'], Map<string, Evidence['events'][number][]>>();

function eventsOf(events: Evidence['events'], correlationId: string, type: string | undefined) {
  let index = byCorrelation.get(events);
  if (!index) {
    index = groupBy(events, (each) => each.correlationId);
    byCorrelation.set(events, index);
  }
  return (index.get(correlationId) ?? []).filter((each) => each.type === type);
}

/** Everything that the request said about amounts, pieces and tenders is in the event. */
function saysTheSame(body: unknown, data: Readonly<Record<string, unknown>>): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return Object.entries(body).every(
    ([field, value]) => !(field in data) || canonical(data[field]) === canonical(value),
  );
}
