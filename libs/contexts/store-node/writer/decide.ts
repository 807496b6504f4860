import type { Ids } from '#kernel';
import { answerOf, type Answer } from '../domain/answer.js';
import { activate, block, load } from '../domain/counter.js';
import type { StoreDecision } from '../domain/decision.js';
import { askedText, repeated } from '../domain/earlier-request.js';
import { capture, release } from '../domain/hold-end.js';
import type { Moment } from '../domain/moment.js';
import { type Grounds, placeHold, redeem } from '../domain/redeem.js';
import type { Annul, TillRequest } from '../domain/requests.js';
import { annul, type Annulled, reverse } from '../domain/reverse.js';
import type { RequestRecord } from '../ports/store-database.js';
import type { WorkingSet } from './working-set.js';

export interface Circumstances {
  readonly now: Moment;
  readonly onLine: boolean;
  readonly ids: Ids;
}

/** Decides a till's request on what the set knows, and adds to it what comes of that. */
export function decideIn(set: WorkingSet, request: TillRequest, { now, onLine, ids }: Circumstances): Answer {
  const earlier = set.request(request);
  if (request.kind === 'annul') return annulIn(set, request, earlier, { now, onLine, ids });
  if (earlier) {
    const refused = repeated(request, earlier);
    return refused ? answerOf(refused, undefined, onLine) : earlier.answer;
  }
  const { cardId, decision } = decided(set, request, now, ids);
  const answer = answerOf(decision, saidIn(set, decision), onLine);
  const { till, requestId } = request;
  set.record({ till, requestId, asked: askedText(request), isAnnulled: false, answer, cardId });
  return answer;
}

function saidIn(set: WorkingSet, decision: StoreDecision): string | undefined {
  if (decision.outcome === 'declined') return undefined;
  return decision.says.map((says) => set.say(says).id).at(0);
}

interface Decided {
  readonly cardId: string | undefined;
  readonly decision: StoreDecision;
}

function decided(set: WorkingSet, request: Exclude<TillRequest, Annul>, now: Moment, ids: Ids): Decided {
  switch (request.kind) {
    case 'capture':
    case 'release': {
      const found = set.begunBy(request.hold);
      const hold = found?.kind === 'hold' ? found.hold : undefined;
      const grounds = groundsOf(set, hold?.cardId, now);
      const decision =
        request.kind === 'capture' ? capture(request, hold, grounds) : release(request, hold, grounds);
      return { cardId: hold?.cardId, decision };
    }
    case 'reverse': {
      const found = set.begunBy(request.redemption);
      const taking = found?.kind === 'taking' ? found.taking : undefined;
      return { cardId: taking?.cardId, decision: reverse(request, taking, groundsOf(set, taking?.cardId, now)) };
    }
    default: {
      const grounds = groundsOf(set, request.cardId, now);
      return { cardId: request.cardId, decision: onACard(request, grounds, ids) };
    }
  }
}

type OnACard = Extract<TillRequest, { readonly cardId: string }>;

function onACard(request: OnACard, grounds: Grounds, ids: Ids): StoreDecision {
  switch (request.kind) {
    case 'redeem':
      return redeem(request, grounds);
    case 'hold':
      return placeHold(request, grounds);
    case 'load':
      return load(request, ids.next(), grounds);
    case 'activate':
      return activate(request, grounds);
    case 'block':
      return block(request, ids.next(), grounds);
  }
}

const groundsOf = (set: WorkingSet, cardId: string | undefined, now: Moment): Grounds => ({
  view: cardId === undefined ? undefined : set.view(cardId),
  books: set.now.books,
  now,
});

function annulIn(
  set: WorkingSet,
  request: Annul,
  earlier: RequestRecord | undefined,
  { now, onLine }: Circumstances,
): Answer {
  const grounds = groundsOf(set, earlier?.cardId, now);
  const decision = annul(request, whatCameOf(set, earlier), grounds);
  const answer = answerOf(decision, saidIn(set, decision), onLine);
  if (decision.outcome === 'approved' && !earlier?.isAnnulled) {
    const { till, requestId } = request;
    const record = earlier ?? { till, requestId, asked: askedText(request), answer, cardId: undefined };
    set.record({ ...record, isAnnulled: true });
  }
  return answer;
}

function whatCameOf(set: WorkingSet, earlier: RequestRecord | undefined): Annulled {
  if (!earlier) return { kind: 'never-came' };
  if (earlier.isAnnulled || earlier.answer.outcome === 'declined') return { kind: 'without-effect' };
  const { factId } = earlier.answer;
  const begun = factId === undefined ? undefined : set.begunBy(factId);
  return begun ?? { kind: 'for-good' };
}
