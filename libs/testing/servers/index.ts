export { freshDatabase } from './fresh-database.js';
export type { FreshDatabase } from './fresh-database.js';
