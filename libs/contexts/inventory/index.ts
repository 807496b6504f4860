export { inventory } from './inventory.context.js';
export { InventoryModule } from './inventory.module.js';
