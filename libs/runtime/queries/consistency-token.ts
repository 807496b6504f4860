import type { LogPosition } from '#kernel';

import { InvalidConsistencyToken } from './failures.js';

// Callers keep tokens for a while: the prefix lets a later program tell an old kind from a wrong one.
const TOKEN = /^c1\.([A-Za-z0-9_-]{1,200})$/;

/** A place in the log, as callers see it: opaque, and safe in a header. */
export function encodeConsistencyToken(position: string): string {
  return `c1.${Buffer.from(position).toString('base64url')}`;
}

/** @throws InvalidConsistencyToken when it does not have the form of a token; only the event store knows the rest */
export function decodeConsistencyToken(token: string): LogPosition {
  const [, encoded] = TOKEN.exec(token) ?? [];
  const position = Buffer.from(encoded ?? '', 'base64url').toString();
  if (!isPosition(position)) throw new InvalidConsistencyToken('This consistency token was never given out');
  return position;
}

const isPosition = (text: string): text is LogPosition => /^[\x21-\x7e]+$/.test(text);
