import type { Envelope, ReplyAddress } from '#kernel';

type TextField = Exclude<keyof Envelope, 'type' | 'version' | 'data' | 'replyTo'>;

/** What the parts of an envelope are called as attributes of a CloudEvent: lower case letters, at most 20. */
export const ATTRIBUTE_OF = {
  id: 'id',
  at: 'time',
  kind: 'kind',
  key: 'partitionkey',
  correlationId: 'correlationid',
  causationId: 'causationid',
  inReplyTo: 'inreplyto',
  saga: 'saga',
  position: 'logposition',
  operationId: 'operationid',
  endsWithSaga: 'endswithsaga',
  traceparent: 'traceparent',
} as const satisfies Record<TextField, string>;

export const REPLY_ATTRIBUTE_OF = {
  queue: 'replyqueue',
  saga: 'replysaga',
  key: 'replykey',
  token: 'replytoken',
} as const satisfies Record<keyof ReplyAddress, string>;

/** Of the two separators that CloudEvents allows, the one that AMQP 1.0 clients can select by. */
export const headerOf = (attribute: string): string => `cloudEvents_${attribute}`;
export const otherHeaderOf = (attribute: string): string => `cloudEvents:${attribute}`;
