import type { PolicyMode } from '#contracts/gift-cards';

/** `hub`, or the number of a store. */
export type Place = 'hub' | number;

export type TillWish =
  | { readonly kind: 'redeem'; readonly allowPartial: boolean }
  | { readonly kind: 'hold'; readonly expiresAfterMs: number }
  | { readonly kind: 'load' }
  | { readonly kind: 'activate' }
  | { readonly kind: 'block' };

/** What a till does besides: before, at the same time, or afterwards. */
export const FOLLOW_UPS = [
  'nothing',
  'repeat',
  'other amount',
  'annul before',
  'annul meanwhile',
  'annul after',
  'annul, and ask both again',
  'reverse',
  'reverse a part twice',
  'capture',
  'capture a part',
  'release',
  'capture and release',
] as const;
export type FollowUp = (typeof FOLLOW_UPS)[number];

export type HubDeed =
  | { readonly what: 'load' | 'redeem' | 'hold'; readonly minor: number }
  | { readonly what: 'prefetch'; readonly minor: number; readonly store: number; readonly leaseMs: number }
  | { readonly what: 'recall' | 'block' | 'unblock' | 'settle' }
  | { readonly what: 'policy'; readonly mode: PolicyMode };

export const TAMPERINGS = [
  'edited',
  'cut short',
  'sent again',
  'of a stranger',
  'signed by another',
  'out of its chain',
] as const;
export type Tampering = (typeof TAMPERINGS)[number];

export type CrashPoint = 'at any moment' | 'before fsync' | 'after fsync';

export type StoreFault =
  | { readonly kind: 'cut'; readonly one: Place; readonly other: Place; readonly forMs: number }
  | {
      readonly kind: 'rough line';
      readonly one: Place;
      readonly other: Place;
      readonly forMs: number;
      readonly lateMs: number;
    }
  | { readonly kind: 'crash'; readonly store: number; readonly where: CrashPoint; readonly downMs: number }
  | { readonly kind: 'slow disk'; readonly store: number; readonly byMs: number; readonly forMs: number }
  | { readonly kind: 'disk fails'; readonly store: number; readonly how: 'before-flush' | 'after-flush' }
  | { readonly kind: 'clock jumps'; readonly store: number; readonly byMs: number }
  | { readonly kind: 'clock drifts'; readonly store: number; readonly ppm: number }
  | { readonly kind: 'cloned'; readonly store: number; readonly alone: boolean }
  | { readonly kind: 'backup'; readonly store: number }
  | { readonly kind: 'set back'; readonly store: number }
  | {
      readonly kind: 'lost';
      readonly store: number;
      readonly declaredAfterMs: number;
      readonly reclaims: boolean;
    }
  | {
      readonly kind: 'key stolen';
      readonly store: number;
      readonly card: number;
      readonly revokedAfterMs: number;
    }
  | { readonly kind: 'tampering'; readonly store: number; readonly how: Tampering }
  | { readonly kind: 'out of order'; readonly store: number }
  | { readonly kind: 'hub down'; readonly forMs: number; readonly losesAnswers: boolean }
  | { readonly kind: 'newer statement'; readonly store: number; readonly card: number }
  | { readonly kind: 'newer notice' };

/** Something that people, tills or misfortune do, at a time of the world. */
export type Happening = { readonly atMs: number } & (
  | {
      readonly kind: 'till';
      readonly store: number;
      readonly card: number;
      readonly minor: number;
      readonly wish: TillWish;
      readonly then: FollowUp;
      /** Of the request: distinct for each. */
      readonly number: number;
    }
  | { readonly kind: 'hub'; readonly card: number; readonly deed: HubDeed; readonly number: number }
  | { readonly kind: 'fault'; readonly fault: StoreFault }
);

export const CONFIGURATIONS = ['strict', 'hybrid', 'optimistic', 'online-only', 'mixed'] as const;
/** A mode that all cards have, or all of them together. */
export type Configuration = (typeof CONFIGURATIONS)[number];

/** A world of stores as it is to be: all that is left to chance besides follows from the seed. */
export interface StoreScenario {
  readonly seed: number;
  readonly configuration: Configuration;
  readonly stores: number;
  /** By card. */
  readonly modes: readonly PolicyMode[];
  readonly lasts: number;
  readonly happenings: readonly Happening[];
}
