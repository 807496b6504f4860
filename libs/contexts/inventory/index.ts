export { inventory } from './inventory.context.js';
export { InventoryModule } from './inventory.module.js';
export { stock } from './domain/stock.decider.js';
