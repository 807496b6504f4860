import type { LogPosition, Row, Transaction } from '#kernel';
import { decodeConsistencyToken, encodeConsistencyToken } from '#runtime';
import { ListedCard, type PolicyMode } from './contracts/index.js';
import { CardMode, modeInForce } from './read-models/card-mode.js';
import { cards } from './read-models/cards.projection.js';

const ALL_EVENTS = cards.events.map(({ type }) => type);
/** Greater than any UUID: the list begins with the newest card. */
const BEGINNING = 'g';

interface Place {
  /** Where the log stood when the list was begun. */
  readonly since: LogPosition;
  /** The last card that was listed; undefined when all were. */
  readonly listed: string | undefined;
}

/** What a part of the list says of each of its cards, and where the next part begins. */
interface ListedPart {
  readonly cards: readonly ListedCard[];
  readonly modes: readonly PolicyMode[];
  readonly at: string;
  readonly isMore: boolean;
}

/**
 * All cards, the newest first, a part at a time; when all were read, those that have changed since the reading began.
 * @param after empty at the beginning. @throws InvalidConsistencyToken when it is none of ours
 */
export async function listCards(tx: Transaction, after: string, limit: number): Promise<ListedPart> {
  const place = after === '' ? await beginning(tx) : placeOf(after);
  if (place.listed === undefined) return changedSince(tx, place.since, limit);
  const rows = await tx.readModels.list(cards, { limit, before: place.listed });
  const part = linesOf(rows);
  const last = part.cards.at(-1)?.[0];
  const isAll = rows.length < limit;
  const next: Place = { since: place.since, listed: isAll ? undefined : last };
  return { ...part, at: textOf(next), isMore: !isAll };
}

/** What the read model has seen: nothing behind it is missed. */
async function beginning(tx: Transaction): Promise<Place> {
  const since = (await tx.readModels.position(cards)) ?? (await tx.events.horizon());
  return { since, listed: BEGINNING };
}

async function changedSince(tx: Transaction, since: LogPosition, limit: number): Promise<ListedPart> {
  const reached = await tx.readModels.position(cards);
  const events = await tx.events.readAfter(since, limit, ALL_EVENTS);
  const seen = events.filter(({ position }) => reached && tx.events.compare(position, reached) <= 0);
  const ids = new Set(seen.map(({ event }) => event.stream.slice(event.stream.indexOf('/') + 1)));
  const rows = await tx.readModels.load(cards, [...ids]);
  const at = seen.at(-1)?.position ?? since;
  return {
    ...linesOf([...rows.values()]),
    at: textOf({ since: at, listed: undefined }),
    isMore: seen.length === limit,
  };
}

const linesOf = (rows: readonly Row[]): Pick<ListedPart, 'cards' | 'modes'> => ({
  cards: rows.map(({ cardId, balanceMinor, currency, status }) =>
    ListedCard.parse([cardId, balanceMinor, currency, status]),
  ),
  modes: rows.map((row) => modeInForce(CardMode.parse(row))),
});

const textOf = ({ since, listed }: Place): string => `${listed ?? ''}~${encodeConsistencyToken(since)}`;

function placeOf(text: string): Place {
  const [listed = '', since = ''] = text.split('~');
  return { since: decodeConsistencyToken(since), listed: listed === '' ? undefined : listed };
}
