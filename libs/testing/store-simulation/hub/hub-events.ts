import type { giftCard } from '#contexts/gift-cards';
import type { store } from '#contexts/clearing';
import type { Decider } from '#kernel';

type EventOf<D> = D extends Decider<infer _State, infer E> ? E : never;

export type CardEvent = EventOf<typeof giftCard>;
export type ClearingEvent = EventOf<typeof store>;
