import type { Answer, TillRequest } from '#contracts/store-node';
import type { Random } from '../../simulation/world/random.js';
import type { FollowUp, TillWish } from '../scenario/happening.js';
import type { StoreEncounters } from '../world/store-encounters.js';

export interface TillParts {
  readonly random: Random;
  readonly encounters: StoreEncounters;
  /** @returns undefined when no answer came in time */
  ask(request: TillRequest): Promise<Answer | undefined>;
  wait(ms: number): Promise<void>;
}

export interface Errand {
  readonly wish: TillWish;
  readonly then: FollowUp;
  readonly cardId: string;
  readonly minor: number;
  readonly number: number;
}

const TRIES_MAX = 4;

/** A till, and the person at it: asks until there is an answer, and does one thing more. */
export class Till {
  constructor(
    private readonly till: string,
    private readonly parts: TillParts,
  ) {}

  async run({ wish, then, cardId, minor, number }: Errand): Promise<void> {
    const { encounters } = this.parts;
    const request = this.requestOf(wish, cardId, minor, `r-${number}`);
    const annul: TillRequest = { kind: 'annul', till: this.till, requestId: request.requestId };
    if (then === 'annul before') {
      encounters.met('a till annulled before it asked');
      await this.insist(annul);
    }
    if (then === 'annul meanwhile') {
      encounters.met('a till annulled while it asked');
      await Promise.all([this.insist(request), this.insist(annul)]);
      return;
    }
    const answer = await this.insist(request);
    await this.parts.wait(this.parts.random.int(100, 120_000));
    await this.goOn(then, request, annul, answer);
  }

  private async goOn(
    then: FollowUp,
    request: TillRequest,
    annul: TillRequest,
    answer: Answer | undefined,
  ): Promise<void> {
    const { encounters } = this.parts;
    const factId = answer?.outcome === 'approved' ? answer.factId : undefined;
    switch (then) {
      case 'repeat':
        encounters.met('a till asked again');
        await this.insist(request);
        return;
      case 'other amount':
        encounters.met('a till asked again with another amount');
        if ('minor' in request && request.minor !== undefined)
          await this.insist({ ...request, minor: request.minor + 1 });
        return;
      case 'annul after':
        encounters.met('a till annulled afterwards');
        await this.insist(annul);
        return;
      case 'annul, and ask both again':
        encounters.met('a till annulled twice, and asked again');
        await this.insist(annul);
        await this.parts.wait(this.parts.random.int(100, 120_000));
        await this.insist(annul);
        await this.insist(request);
        return;
      default:
        if (factId !== undefined) await this.end(then, request.requestId, factId);
    }
  }

  private async end(then: FollowUp, requestId: string, factId: string): Promise<void> {
    const own = (what: string) => ({ till: this.till, requestId: `${requestId}-${what}` });
    switch (then) {
      case 'reverse':
        await this.insist({ kind: 'reverse', ...own('reverse'), redemption: factId });
        return;
      case 'reverse a part twice':
        await this.insist({ kind: 'reverse', ...own('part-1'), redemption: factId, minor: 90 });
        await this.insist({ kind: 'reverse', ...own('part-2'), redemption: factId, minor: 90 });
        await this.insist({ kind: 'reverse', ...own('rest'), redemption: factId });
        await this.insist({ kind: 'reverse', ...own('too-much'), redemption: factId });
        return;
      case 'capture':
        await this.insist({ kind: 'capture', ...own('capture'), hold: factId });
        return;
      case 'capture a part':
        await this.insist({ kind: 'capture', ...own('capture'), hold: factId, minor: 60 });
        return;
      case 'release':
        await this.insist({ kind: 'release', ...own('release'), hold: factId });
        return;
      case 'capture and release':
        await Promise.all([
          this.insist({ kind: 'capture', ...own('capture'), hold: factId }),
          this.insist({ kind: 'release', ...own('release'), hold: factId }),
        ]);
        return;
      default:
    }
  }

  /** Asks the same again, until there is an answer or nobody waits for it any more. */
  private async insist(request: TillRequest): Promise<Answer | undefined> {
    const { parts } = this;
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const answer = await parts.ask(request);
      if (answer) return answer;
      parts.encounters.met('a till got no answer');
      await parts.wait(parts.random.int(500, 60_000));
    }
    return undefined;
  }

  private requestOf(wish: TillWish, cardId: string, minor: number, requestId: string): TillRequest {
    const asked = { till: this.till, requestId, cardId };
    const amount = { minor, currency: 'EUR' } as const;
    switch (wish.kind) {
      case 'redeem':
        return { kind: 'redeem', ...asked, ...amount, allowPartial: wish.allowPartial };
      case 'hold':
        return { kind: 'hold', ...asked, ...amount, expiresAfterMs: wish.expiresAfterMs };
      case 'load':
        return { kind: 'load', ...asked, ...amount };
      case 'activate':
        return { kind: 'activate', ...asked };
      case 'block':
        return { kind: 'block', ...asked, reason: 'lost' };
    }
  }
}
