export { purchasing } from './purchasing.context.js';
export { PurchasingModule } from './purchasing.module.js';
