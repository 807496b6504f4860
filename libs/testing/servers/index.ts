export { freshDatabase } from './fresh-database.js';
export type { FreshDatabase } from './fresh-database.js';
export { freshVhost } from './fresh-vhost.js';
export type { FreshVhost } from './fresh-vhost.js';
export { startRabbit } from './rabbit/start-rabbit.js';
export type { Rabbit, RabbitOptions } from './rabbit/start-rabbit.js';
export { openTestScratch } from './test-scratch.js';
export type { TestScratch } from './test-scratch.js';
