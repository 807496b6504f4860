import type { Line } from '#testing/servers';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import type { Hub } from './hub.js';
import { type Moment, lost, said, unanswered } from './moments.js';

/** What was said last on a line of a hub before it died, and what it never heard. */
export interface CrashPoint {
  readonly name: string;
  readonly roles: readonly Hub['role'][];
  readonly lineOf: (hub: Hub, dice: Dice) => Line | undefined;
  readonly moment: Moment;
}

const points = (
  roles: CrashPoint['roles'],
  lineOf: CrashPoint['lineOf'],
  moments: Readonly<Record<string, Moment>>,
): CrashPoint[] => Object.entries(moments).map(([name, moment]) => ({ name, roles, lineOf, moment }));

const postgres = (hub: Hub): Line => hub.edges.postgres;
const provider = (hub: Hub): Line => hub.edges.provider;
const api = (hub: Hub): Line | undefined => hub.edges.api;
const broker = ({ edges }: Hub, dice: Dice): Line | undefined =>
  edges.broker.length === 0 ? undefined : dice.pick(edges.broker);

/** As PostgreSQL's protocol ends a text. */
export const COMMIT = 'COMMIT\0';
/** AMQP methods by class and method: what stands in a frame behind its channel and size. */
const amqp = (method: number): Buffer => Buffer.from([0, 60, 0, method]);
const PUBLISH = amqp(40);
const DELIVER = amqp(60);
const ACK = amqp(80);

export const crashPoints: readonly CrashPoint[] = [
  ...points(['workers'], postgres, {
    'events appended, COMMIT never sent': said('client', 'event-append'),
    'COMMIT of events sent, lost on its way': lost(COMMIT, 'event-append'),
    'COMMIT of events done, its answer withheld': unanswered(COMMIT, 'event-append'),
    'messages claimed, nothing decided': said('client', 'event-load'),
    'saga saved, COMMIT never sent': said('client', 'saga-save'),
    'read model moved, COMMIT’s answer withheld': unanswered(COMMIT, 'projection-move'),
    'provider’s work leased, nothing asked yet': unanswered(COMMIT, 'mailbox-lease'),
  }),
  ...points(['workers'], provider, {
    'provider asked, request lost on its way': lost('POST /operations'),
    'provider has done it, its answer withheld': unanswered('POST /operations'),
  }),
  ...points(['http'], api, {
    'HTTP request received': said('client', 'POST /v1/'),
    'HTTP answer withheld': { snare: { from: 'server', words: 'HTTP/1.1 2', hold: 'server' } },
  }),
  ...points(['http'], postgres, {
    'command’s COMMIT sent, lost on its way': lost(COMMIT, 'operation-admit'),
    'command’s COMMIT done, its answer withheld': unanswered(COMMIT, 'operation-admit'),
  }),
  ...points(['http', 'workers'], broker, {
    'message published, lost on its way': lost(PUBLISH),
    'message published, confirm withheld': unanswered(PUBLISH),
  }),
  ...points(['workers'], broker, {
    'delivery received, nothing kept yet': said('server', DELIVER),
    'delivery kept, ack lost on its way': lost(ACK),
  }),
];
