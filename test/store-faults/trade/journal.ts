import { appendFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Wish } from './wish.js';

const Approved = z.object({
  outcome: z.literal('approved'),
  approvedMinor: z.int(),
  /** Left out where nothing had to be said. */
  factId: z.string().optional(),
  restsOn: z.object({ unbackedMinor: z.int() }).loose(),
});
const Declined = z.object({
  outcome: z.literal('declined'),
  why: z.object({ code: z.string() }).loose(),
  onLine: z.boolean(),
});
const Told = z.discriminatedUnion('outcome', [Approved.loose(), Declined]);

/** What came of a request, once and for all. */
export type Told = z.infer<typeof Told>;

/** @returns undefined for an answer that leaves open what came of it */
export const toldBy = (body: unknown): Told | undefined => Told.safeParse(body).data;

/** A wish, and what was told of it, one time after another. */
export type Deal = Wish & {
  /** Deals that are begun later have greater ones. */
  readonly number: number;
  readonly told: readonly Told[];
  /** The number of the first deal that was begun after it was told. */
  readonly toldBefore?: number;
};

/** What was told when an id came again and asked for something else. */
export interface Reuse {
  readonly wish: Wish;
  readonly status: number;
  readonly code: string;
}

type OpenDeal = Wish & { readonly number: number; readonly told: Told[]; toldBefore?: number };

/** What tills asked and were told, on the disk before it counts. */
export class Journal {
  readonly deals: OpenDeal[] = [];
  readonly reuses: Reuse[] = [];
  /** Why tills had to ask again, and how often. */
  readonly troubles: Record<string, number> = {};

  constructor(private readonly file: string) {}

  begin(wish: Wish): Deal {
    const deal = { ...wish, number: this.deals.length, told: [] };
    this.write(deal);
    this.deals.push(deal);
    return deal;
  }

  tell({ number }: Deal, told: Told): void {
    this.write({ number, told });
    const deal = this.deals[number];
    deal?.told.push(told);
    if (deal) deal.toldBefore ??= this.deals.length;
  }

  reuse(reuse: Reuse): void {
    this.write(reuse);
    this.reuses.push(reuse);
  }

  trouble(why: string): void {
    this.troubles[why] = (this.troubles[why] ?? 0) + 1;
  }

  private write(entry: object): void {
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }
}

export const isApproved = (told: Told | undefined): told is Told & { readonly outcome: 'approved' } =>
  told?.outcome === 'approved';

export const isDeclined = (told: Told | undefined, code: string): boolean =>
  told?.outcome === 'declined' && told.why.code === code;

/** The request that it is about: an annulment is about the one that it annuls. */
export const requestOf = ({
  storeId,
  till,
  requestId,
}: Pick<Wish, 'storeId' | 'till' | 'requestId'>): string => `${storeId} ${till} ${requestId}`;

export const isToldAlike = ([first, ...others]: Deal['told']): boolean =>
  others.every((other) => isDeepStrictEqual(other, first));
