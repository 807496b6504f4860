import type { CardStanding, PolicyMode } from '#contracts/gift-cards';

/** What a store is granted of cards beforehand, as the owner wants it. */
export interface PrefetchRule {
  /** Of cards with these policies; of no others. */
  readonly modes: readonly PolicyMode[];
  /** At so many stores that use a card the most. */
  readonly storesMax: number;
  /** At each of them, in minor units of the card. */
  readonly minorMax: number;
  /** Where the card was used within so many milliseconds. */
  readonly usedWithinMs: number;
}

/** What a store took of a card at once, in minor units. */
export interface Ticket {
  readonly storeId: string;
  readonly minor: number;
  /** Milliseconds since 1970, as the store says. */
  readonly atMs: number;
}

/** A card as the hub knows it. */
export interface CardInUse {
  readonly standing: CardStanding;
  /** What stores took of it lately, the last one first. */
  readonly tickets: readonly Ticket[];
  /** How many of them came after the stores were asked for what they had set aside. */
  readonly ticketsSinceRecall: number;
}

/**
 * What a store is to be granted of a card so that it can go on when its line is cut: as much as nearly all of the card's tickets take,
 * of what is free. It is granted anew when half of it is drawn. A store that was asked for it gets it back when the card is used there again,
 * so that whoever wanted it finds it.
 * @param nowMs milliseconds since 1970
 * @returns minor units; 0 for nothing
 */
export function prefetchDue(
  { standing, tickets, ticketsSinceRecall }: CardInUse,
  storeId: string,
  { modes, storesMax, minorMax, usedWithinMs }: PrefetchRule,
  nowMs: number,
): number {
  const { status, blocks, policy } = standing;
  if (!modes.includes(policy.mode) || status !== 'active' || blocks.length > 0) return 0;
  const isUsedHere = tickets
    .slice(0, ticketsSinceRecall)
    .some((ticket) => ticket.storeId === storeId && nowMs - ticket.atMs <= usedWithinMs);
  if (!isUsedHere || !storesOfMostUse(tickets, storesMax).includes(storeId)) return 0;
  const wantedMinor = Math.min(minorMax, usualMinor(tickets));
  const hasMinor = setAsideAt(storeId, standing);
  if (2 * hasMinor >= wantedMinor) return 0;
  return Math.max(0, Math.min(wantedMinor - hasMinor, freeMinor(standing)));
}

/** Names what is granted: the same as long as the card is for the store what it is, so that whoever looks twice grants once. */
export function prefetchKey({ cardId, frontier, allowances }: CardStanding, storeId: string): string {
  const own = allowances.flatMap((each) => (each.storeId === storeId ? [each.id] : []));
  return ['prefetch', cardId, storeId, frontier[storeId] ?? 0, ...own].join('/');
}

/** Where the card was used most often lately; of two, where it was used last. */
export function storesOfMostUse(tickets: readonly Ticket[], storesMax: number): string[] {
  const uses = new Map<string, number>();
  for (const { storeId } of tickets) uses.set(storeId, (uses.get(storeId) ?? 0) + 1);
  const ranked = [...uses].toSorted(([, one], [, other]) => other - one);
  return ranked.slice(0, storesMax).map(([storeId]) => storeId);
}

/** 19 of 20 tickets are not larger. */
function usualMinor(tickets: readonly Ticket[]): number {
  const sizes = tickets.map(({ minor }) => minor).toSorted((one, other) => one - other);
  return sizes[Math.ceil(sizes.length * 0.95) - 1] ?? 0;
}

const setAsideAt = (storeId: string, { allowances }: CardStanding): number =>
  allowances.reduce(
    (sum, { leftMinor, ...each }) => (each.storeId === storeId ? sum + Math.max(0, leftMinor) : sum),
    0,
  );

const freeMinor = ({ balanceMinor, heldMinor, allowances }: CardStanding): number =>
  allowances.reduce((free, { leftMinor }) => free - Math.max(0, leftMinor), balanceMinor - heldMinor);
