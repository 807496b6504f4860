import { formatMoney } from '#kernel';
import { refusalProblem } from '#runtime';
import {
  BalanceLimitExceeded,
  CardAlreadyIssued,
  CardIsBlocked,
  CardNotActive,
  CardUnknown,
  CurrencyMismatch,
  HoldEnded,
  HoldUnknown,
  HoldWasAnnulled,
  InsufficientBalance,
  OverdraftNotOpen,
  PrefetchNotAllowed,
  RequestReused,
} from '../contracts/index.js';

/** What gift cards refuse, as callers are told. */
export const cardProblems = [
  refusalProblem(CardUnknown, {
    status: 404,
    title: 'There is no such card',
    detail: ({ cardId }) => `Card ${cardId} was never issued`,
  }),
  refusalProblem(CardAlreadyIssued, {
    title: 'The card exists already',
    pointer: '#/currency',
    detail: ({ cardId, currency }) => `Card ${cardId} exists, in ${currency}`,
  }),
  refusalProblem(CardNotActive, {
    title: 'The card is not active',
    detail: ({ cardId }) => `Card ${cardId} was issued but not activated`,
  }),
  refusalProblem(CardIsBlocked, {
    title: 'The card is blocked',
    detail: ({ cardId }) => `Card ${cardId} is blocked`,
  }),
  refusalProblem(InsufficientBalance, {
    title: 'The balance is too low',
    pointer: '#/amount',
    detail: ({ available, requested, currency, setAside }) =>
      `${formatMoney(available, currency)} is available, ${formatMoney(requested, currency)} was asked for` +
      (setAside === undefined ? '' : `; ${formatMoney(setAside, currency)} is set aside at stores`),
  }),
  refusalProblem(CurrencyMismatch, {
    title: 'The card has another currency',
    pointer: '#/amount/currency',
    detail: ({ cardCurrency, requestedCurrency }) =>
      `The card is in ${cardCurrency}, the amount in ${requestedCurrency}`,
  }),
  refusalProblem(BalanceLimitExceeded, {
    title: 'The card cannot hold that much',
    pointer: '#/amount',
    detail: ({ limit, balance, requested, currency }) =>
      `A card holds at most ${formatMoney(limit, currency)}; it has ${formatMoney(balance, currency)}, ` +
      `and ${formatMoney(requested, currency)} more was to be loaded`,
  }),
  refusalProblem(HoldUnknown, {
    status: 404,
    title: 'There is no such hold',
    detail: ({ holdId }) => `No hold ${holdId} was placed on this card`,
  }),
  refusalProblem(HoldEnded, {
    title: 'The hold has ended',
    detail: ({ holdId, ended }) => `Hold ${holdId} was ${ended}`,
  }),
  refusalProblem(HoldWasAnnulled, {
    title: 'The hold was annulled',
    detail: ({ holdId }) => `Hold ${holdId} was released before it was placed`,
  }),
  refusalProblem(RequestReused, {
    title: 'The id was used before',
    detail: ({ requestId }) => `${requestId} was used for a request that asked for something else`,
  }),
  refusalProblem(PrefetchNotAllowed, {
    title: 'Nothing is set aside beforehand',
    detail: ({ cardId }) => `Of card ${cardId}, a store is granted only what a till waits for`,
  }),
  refusalProblem(OverdraftNotOpen, {
    title: 'The overdraft is not open',
    detail: ({ caseId, standing }) => `Overdraft ${caseId} is ${standing}`,
  }),
];
