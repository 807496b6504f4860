export { purchasing } from './purchasing.context.js';
export { PurchasingModule } from './purchasing.module.js';
export { purchase } from './domain/purchase.decider.js';
export { purchaseSaga } from './processes/purchase.saga.js';
