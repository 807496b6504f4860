/**
 * What a till may want; amounts in minor units. `of` is the fact that began what is ended or undone. What is annulled is the request
 * of the same id.
 */
export type Want =
  | { readonly kind: 'redeem' | 'load'; readonly cardId: string; readonly minor: number }
  | {
      readonly kind: 'hold';
      readonly cardId: string;
      readonly minor: number;
      readonly expiresAfterMs: number;
    }
  | {
      readonly kind: 'capture' | 'reverse';
      readonly cardId: string;
      readonly of: string;
      readonly minor: number;
    }
  | { readonly kind: 'release'; readonly cardId: string; readonly of: string }
  | { readonly kind: 'activate' | 'block' | 'annul'; readonly cardId: string };

/** Who wants it, of whom. */
export interface Asker {
  /** The node that is asked: two may speak for one store. */
  readonly place: string;
  readonly storeId: string;
  readonly till: string;
  readonly requestId: string;
}

export type Wish = Asker & Want;

const CURRENCY = 'EUR';

/** @returns how a node is asked for it */
export function asked(wish: Wish): { readonly path: string; readonly body: object } {
  const { till, requestId, cardId } = wish;
  const request = { till, requestId };
  switch (wish.kind) {
    case 'redeem':
      return {
        path: '/v1/redemptions',
        body: { ...request, cardId, minor: wish.minor, currency: CURRENCY, allowPartial: true },
      };
    case 'load':
      return { path: '/v1/loads', body: { ...request, cardId, minor: wish.minor, currency: CURRENCY } };
    case 'hold': {
      const { minor, expiresAfterMs } = wish;
      return { path: '/v1/holds', body: { ...request, cardId, minor, currency: CURRENCY, expiresAfterMs } };
    }
    case 'capture':
      return { path: `/v1/holds/${wish.of}/captures`, body: { ...request, minor: wish.minor } };
    case 'release':
      return { path: `/v1/holds/${wish.of}/releases`, body: request };
    case 'reverse':
      return { path: `/v1/redemptions/${wish.of}/reversals`, body: { ...request, minor: wish.minor } };
    case 'annul':
      return { path: '/v1/annulments', body: request };
    case 'activate':
      return { path: '/v1/activations', body: { ...request, cardId } };
    case 'block':
      return { path: '/v1/blocks', body: { ...request, cardId, reason: 'Reported stolen' } };
  }
}
