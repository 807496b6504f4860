import type { Ids } from '#kernel';
import type { Annul, Answer, TillRequest } from '../contracts/index.js';
import { answerOf } from '../domain/answer.js';
import { decide } from '../domain/decide.js';
import type { StoreDecision } from '../domain/decision.js';
import { askedText, repeated } from '../domain/earlier-request.js';
import type { Moment } from '../domain/moment.js';
import type { Business } from '../domain/own-business.js';
import type { Grounds } from '../domain/redeem.js';
import { annul, type Annulled } from '../domain/reverse.js';
import type { RequestRecord } from '../ports/store-database.js';
import { momentFor } from './node-state.js';
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
    const refused = repeated(request, { ...earlier, isAnnulled: earlier.annulment !== undefined });
    return refused ? answerOf(refused, undefined, onLine) : earlier.answer;
  }
  const { cardId, decision } = decided(set, request, now, ids);
  const answer = answerOf(decision, saidIn(set, decision), onLine);
  const { till, requestId } = request;
  set.record({ till, requestId, asked: askedText(request), answer, cardId });
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
  const begun = begunFor(set, request);
  const cardId = 'cardId' in request ? request.cardId : begun && cardOf(begun);
  const desk = { ...groundsOf(set, cardId, now), begun, newId: ids.next() };
  return { cardId, decision: decide(request, desk) };
}

/** What a request names by the fact that began it. */
function begunFor(set: WorkingSet, request: Exclude<TillRequest, Annul>): Business | undefined {
  switch (request.kind) {
    case 'capture':
    case 'release':
      return set.begunBy(request.hold);
    case 'reverse':
      return set.begunBy(request.redemption);
    default:
      return undefined;
  }
}

const cardOf = (begun: Business): string => (begun.kind === 'hold' ? begun.hold.cardId : begun.taking.cardId);

const groundsOf = (set: WorkingSet, cardId: string | undefined, now: Moment): Grounds => ({
  view: cardId === undefined ? undefined : set.view(cardId),
  books: set.now.books,
  now: cardId === undefined ? now : momentFor(set.card(cardId), set.now, now),
});

function annulIn(
  set: WorkingSet,
  request: Annul,
  earlier: RequestRecord | undefined,
  { now, onLine }: Circumstances,
): Answer {
  if (earlier?.annulment) return earlier.annulment;
  const grounds = groundsOf(set, earlier?.cardId, now);
  const decision = annul(request, whatCameOf(set, earlier), grounds);
  const answer = answerOf(decision, saidIn(set, decision), onLine);
  if (decision.outcome === 'approved') {
    const { till, requestId } = request;
    const record = earlier ?? { till, requestId, asked: askedText(request), answer, cardId: undefined };
    set.record({ ...record, annulment: answer });
  }
  return answer;
}

function whatCameOf(set: WorkingSet, earlier: RequestRecord | undefined): Annulled {
  if (!earlier) return { kind: 'never-came' };
  if (earlier.answer.outcome === 'declined') return { kind: 'without-effect' };
  const { factId } = earlier.answer;
  const begun = factId === undefined ? undefined : set.begunBy(factId);
  // What was set aside went back already, because somebody asked for it or its time was over.
  if (begun?.kind === 'hold' && begun.endedBy === 'release') return { kind: 'without-effect' };
  return begun ?? { kind: 'for-good' };
}
