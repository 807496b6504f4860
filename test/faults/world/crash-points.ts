import type { End, Line, Snare } from '#testing/servers';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import type { Hub } from './hub.js';

/** A moment that the wire shows: what was said last before a process died, and what it never heard. */
export interface CrashPoint {
  readonly name: string;
  readonly roles: readonly Hub['role'][];
  readonly lineOf: (hub: Hub, dice: Dice) => Line | undefined;
  readonly snare: Snare;
  /** Whose held words must have come before the crash, too. */
  readonly heldFrom?: End;
}

const postgres = (hub: Hub): Line => hub.edges.postgres;
const provider = (hub: Hub): Line => hub.edges.provider;
const api = (hub: Hub): Line | undefined => hub.edges.api;
const broker = ({ edges }: Hub, dice: Dice): Line | undefined =>
  edges.broker.length === 0 ? undefined : dice.pick(edges.broker);

const BOTH = ['http', 'workers'] as const;
const WORKERS = ['workers'] as const;
const HTTP = ['http'] as const;

/** As PostgreSQL's protocol ends a text. */
export const COMMIT = 'COMMIT\0';
/** AMQP methods by class and method: what stands in a frame behind its channel and size. */
const amqp = (method: number): Buffer => Buffer.from([0, 60, 0, method]);

export const crashPoints: readonly CrashPoint[] = [
  {
    name: 'events appended, COMMIT never sent',
    roles: WORKERS,
    lineOf: postgres,
    snare: { from: 'client', words: 'event-append' },
  },
  {
    name: 'COMMIT of events sent, lost on its way',
    roles: WORKERS,
    lineOf: postgres,
    snare: { from: 'client', words: COMMIT, after: 'event-append', hold: 'client' },
  },
  {
    name: 'COMMIT of events done, its answer withheld',
    roles: WORKERS,
    lineOf: postgres,
    snare: { from: 'client', words: COMMIT, after: 'event-append', hold: 'server' },
    heldFrom: 'server',
  },
  {
    name: 'messages claimed, nothing decided',
    roles: WORKERS,
    lineOf: postgres,
    snare: { from: 'client', words: 'event-load' },
  },
  {
    name: 'saga saved, COMMIT never sent',
    roles: WORKERS,
    lineOf: postgres,
    snare: { from: 'client', words: 'saga-save' },
  },
  {
    name: 'read model moved, COMMIT’s answer withheld',
    roles: WORKERS,
    lineOf: postgres,
    snare: { from: 'client', words: COMMIT, after: 'projection-move', hold: 'server' },
    heldFrom: 'server',
  },
  {
    name: 'provider’s work leased, nothing asked yet',
    roles: WORKERS,
    lineOf: postgres,
    snare: { from: 'client', words: COMMIT, after: 'mailbox-lease', hold: 'server' },
    heldFrom: 'server',
  },
  {
    name: 'provider asked, request lost on its way',
    roles: WORKERS,
    lineOf: provider,
    snare: { from: 'client', words: 'POST /operations', hold: 'client' },
  },
  {
    name: 'provider has done it, its answer withheld',
    roles: WORKERS,
    lineOf: provider,
    snare: { from: 'client', words: 'POST /operations', hold: 'server' },
    heldFrom: 'server',
  },
  {
    name: 'HTTP request received',
    roles: HTTP,
    lineOf: api,
    snare: { from: 'client', words: 'POST /v1/' },
  },
  {
    name: 'command’s COMMIT sent, lost on its way',
    roles: HTTP,
    lineOf: postgres,
    snare: { from: 'client', words: COMMIT, after: 'operation-admit', hold: 'client' },
  },
  {
    name: 'command’s COMMIT done, its answer withheld',
    roles: HTTP,
    lineOf: postgres,
    snare: { from: 'client', words: COMMIT, after: 'operation-admit', hold: 'server' },
    heldFrom: 'server',
  },
  {
    name: 'HTTP answer withheld',
    roles: HTTP,
    lineOf: api,
    snare: { from: 'server', words: 'HTTP/1.1 2', hold: 'server' },
  },
  {
    name: 'message published, lost on its way',
    roles: BOTH,
    lineOf: broker,
    snare: { from: 'client', words: amqp(40), hold: 'client' },
  },
  {
    name: 'message published, confirm withheld',
    roles: BOTH,
    lineOf: broker,
    snare: { from: 'client', words: amqp(40), hold: 'server' },
    heldFrom: 'server',
  },
  {
    name: 'delivery received, nothing kept yet',
    roles: WORKERS,
    lineOf: broker,
    snare: { from: 'server', words: amqp(60) },
  },
  {
    name: 'delivery kept, ack lost on its way',
    roles: WORKERS,
    lineOf: broker,
    snare: { from: 'client', words: amqp(80), hold: 'client' },
  },
];
