import type { Database, Surroundings, Transport } from '#kernel';
import type { PostOffice } from './engine/post-office.js';
import type { Routes } from './engine/routes.js';

// Nest finds these by token: they are interfaces, or are made before Nest is.
/** How much work may wait before new commands are refused; without it, the usual. */
export const COMMAND_LIMITS = Symbol('CommandLimits');
export const DATABASE = Symbol('Database');
export const TRANSPORT = Symbol('Transport');
export const ROUTES = Symbol('Routes');
export const POST_OFFICE = Symbol('PostOffice');
export const SURROUNDINGS = Symbol('Surroundings');

/** What the tokens stand for. */
export interface EngineParts {
  readonly database: Database;
  readonly transport: Transport;
  readonly routes: Routes;
  readonly postOffice: PostOffice;
  readonly surroundings: Surroundings;
}
