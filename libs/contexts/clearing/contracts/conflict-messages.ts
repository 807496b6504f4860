import { command, event, refusal } from '#kernel';
import { z } from 'zod';
import { Who, Why } from './fields.js';

const key = { key: 'conflictKey' } as const;

/** Of the card, a colon, and what gift cards call the conflict. */
export const ConflictKey = z
  .string()
  .max(300)
  .regex(/^[0-9a-f-]{36}:[\x21-\x7e]+$/);

/** Somebody has done what there was to do about a conflict. */
export class DealWithConflict extends command(
  'clearing.deal-with-conflict',
  { conflictKey: ConflictKey, by: Who, why: Why },
  key,
) {}

export class ConflictDealtWith extends event(
  'clearing.conflict-dealt-with',
  { conflictKey: ConflictKey, by: Who, why: Why },
  key,
) {}

/** Somebody has dealt with it before, and said something else. */
export class ConflictWasDealtWith extends refusal(
  'clearing.conflict-was-dealt-with',
  { conflictKey: ConflictKey, by: Who },
  key,
) {}
