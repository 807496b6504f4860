import { appendFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/** What a till asks for. */
export interface Wish {
  readonly kind: 'redeem' | 'load';
  /** The node that it asks: two may speak for one store. */
  readonly place: string;
  readonly storeId: string;
  readonly till: string;
  readonly requestId: string;
  readonly cardId: string;
  readonly minor: number;
}

const Approved = z.object({
  outcome: z.literal('approved'),
  approvedMinor: z.int(),
  factId: z.string(),
  restsOn: z.object({ unbackedMinor: z.int() }).loose(),
});
const Declined = z.object({ outcome: z.literal('declined'), why: z.unknown(), onLine: z.boolean() });
const Told = z.discriminatedUnion('outcome', [Approved.loose(), Declined]);

/** What came of a request, once and for all. */
export type Told = z.infer<typeof Told>;

/** @returns undefined for an answer that leaves open what came of it */
export const toldBy = (body: unknown): Told | undefined => Told.safeParse(body).data;

/** A wish, and what was told of it, one time after another. */
export interface Deal extends Wish {
  /** Deals that are begun later have greater ones. */
  readonly number: number;
  readonly told: readonly Told[];
}

/** What was told when an id came again and asked for something else. */
export interface Reuse {
  readonly wish: Wish;
  readonly status: number;
  readonly code: string;
}

/** What tills asked and were told, on the disk before it counts. */
export class Journal {
  readonly deals: (Wish & { readonly number: number; readonly told: Told[] })[] = [];
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
    this.deals[number]?.told.push(told);
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

export const isToldAlike = ({ told: [first, ...others] }: Deal): boolean =>
  others.every((other) => isDeepStrictEqual(other, first));
