import type { AnyEvent } from '#kernel';
import { AllowancesRecalled, StoreFactsRecorded, understand } from '../contracts/index.js';

interface Ticket {
  readonly storeId: string;
  /** In minor units. */
  readonly minor: number;
  /** Milliseconds since 1970, as the store says. */
  readonly atMs: number;
}

/** What stores took of a card lately. */
export interface Use {
  /** The last one first. */
  readonly tickets: readonly Ticket[];
  /** How many of them came after stores were last asked for what they had set aside. */
  readonly ticketsSinceRecall: number;
}

const TICKETS_MAX = 20;

const unused: Use = { tickets: [], ticketsSinceRecall: 0 };

/**
 * @param history events of a card; as much of it is read as is needed, from its end
 * @param before how it was used until then
 */
export function useOf(history: readonly AnyEvent[], before: Use = unused): Use {
  const tickets: Ticket[] = [];
  let ticketsSinceRecall: number | undefined;
  for (let at = history.length - 1; at >= 0 && tickets.length < TICKETS_MAX; at--) {
    const event = history[at];
    if (event instanceof AllowancesRecalled) ticketsSinceRecall ??= tickets.length;
    if (event instanceof StoreFactsRecorded) tickets.push(...ticketsOf(event));
  }
  const sinceRecall = ticketsSinceRecall ?? tickets.length + before.ticketsSinceRecall;
  const last = [...tickets, ...before.tickets].slice(0, TICKETS_MAX);
  return { tickets: last, ticketsSinceRecall: Math.min(sinceRecall, last.length) };
}

function ticketsOf({ data: { storeId, facts } }: StoreFactsRecorded): Ticket[] {
  return facts.toReversed().flatMap(({ says, forked, at }) => {
    const said = forked ? undefined : understand(says);
    const isTicket =
      said?.type === 'gift-cards.redeemed-at-store' || said?.type === 'gift-cards.hold-captured-at-store';
    return isTicket ? [{ storeId, minor: said.body.minor, atMs: at.ms }] : [];
  });
}
