import { refusalProblem } from '#runtime';
import { InventoryShort, RequestReused } from '../contracts/index.js';

/** What inventory refuses, as callers are told. */
export const inventoryProblems = [
  refusalProblem(InventoryShort, {
    title: 'There is not enough in stock',
    pointer: '#/lines',
    detail: ({ sku, requested, available }) =>
      `${requested} of ${sku} were asked for, ${available} are available`,
  }),
  refusalProblem(RequestReused, {
    title: 'The id was used before',
    detail: ({ requestId }) => `${requestId} was used for a request that asked for something else`,
  }),
];
