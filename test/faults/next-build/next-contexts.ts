import { contexts } from '../../../apps/hub/hub.module.js';
import { PurchaseConfirmed } from '#contracts/purchasing';
import { type BoundedContext, saga, type SagaDefinition } from '#kernel';
import { courtesy, CustomerThanked, ThankCustomer } from './courtesy.js';

const thanking = saga('purchasing.purchase', { version: 2 })
  .startedBy(
    PurchaseConfirmed,
    ({ data: { purchaseId } }) => ({ purchaseId }),
    ({ data }) => data.purchaseId,
  )
  .pivot('thank the customer', (step) =>
    step
      .send(ThankCustomer, ({ purchaseId }) => ({ purchaseId }))
      .on(CustomerThanked)
      .within('15m'),
  )
  .build();

/** The same purchase with one step more, before the last one. */
function nextVersion(purchase: SagaDefinition): SagaDefinition {
  const steps = thanking.nodes.map((node) => ({ ...node, pivot: false }));
  return {
    ...purchase,
    version: purchase.version + 1,
    nodes: [...purchase.nodes.slice(0, -1), ...steps, ...purchase.nodes.slice(-1)],
  };
}

/** The business of the next build: the version before stays as long as there may be sagas on it. */
export const nextContexts: readonly BoundedContext[] = [
  ...contexts.map((context) => ({
    ...context,
    ...(context.processes && { processes: context.processes.flatMap((each) => [each, nextVersion(each)]) }),
  })),
  courtesy,
];
