import { refusalProblem } from '#runtime';
import {
  EnrolmentRefused,
  FactsCountAlready,
  GrantReused,
  PeriodNotOver,
  PeriodNotSettled,
  PeriodWasClosed,
  StoreAlreadyRegistered,
  StoreHasEnded,
  StoreHasNotEnded,
  StoreUnknown,
} from '../contracts/index.js';

/** What clearing refuses, as callers are told. */
export const clearingProblems = [
  refusalProblem(StoreUnknown, {
    status: 404,
    title: 'There is no such store',
    detail: ({ storeId }) => `Store ${storeId} was never registered`,
  }),
  refusalProblem(StoreAlreadyRegistered, {
    title: 'The store exists already',
    detail: ({ storeId }) => `Store ${storeId} was registered before`,
  }),
  refusalProblem(EnrolmentRefused, {
    status: 403,
    title: 'The code is not valid',
    detail: () => 'The code is wrong, was used, or is too old',
  }),
  refusalProblem(StoreHasEnded, {
    title: 'The store has ended',
    detail: ({ storeId }) => `Store ${storeId} was revoked, has forked, or was declared lost`,
  }),
  refusalProblem(StoreHasNotEnded, {
    title: 'The store has not ended',
    detail: ({ storeId }) => `All facts of store ${storeId} count: there is nothing to accept`,
  }),
  refusalProblem(FactsCountAlready, {
    title: 'Later facts of the store count already',
    pointer: '#/acceptedThrough',
    detail: ({ storeId, acceptedThrough, heardThrough }) =>
      `The facts of store ${storeId} up to ${heardThrough} were taken in and count: it cannot end at ${acceptedThrough}`,
  }),
  refusalProblem(GrantReused, {
    title: 'The grant was made before',
    detail: ({ grantId }) => `${grantId} was used for a grant of another amount`,
  }),
  refusalProblem(PeriodNotOver, {
    title: 'The period is not over',
    detail: ({ period }) => `${period} is not over: it can be closed when the day has ended in UTC`,
  }),
  refusalProblem(PeriodNotSettled, {
    title: 'The period is not settled yet',
    detail: ({ period }) => `Not all of ${period} was settled when it was asked for: ask again`,
  }),
  refusalProblem(PeriodWasClosed, {
    title: 'The period was closed before',
    detail: ({ period, by }) => `${by} has closed ${period} with another statement, which stays as it is`,
  }),
];
