import { CHECKPOINT } from '#contracts/gift-cards';
import { type Clock, type Fact, type Notice, sealNotice, type Signer } from '#kernel';
import { type HubLine, LineDown, type NewsQuestion, type Pushed } from '../ports/hub-line.js';

// A hub at the other end of a line that is cut and comes back: for specs.

/** What a hub says to a store, as it signs it. */
interface SampleVoice {
  readonly storeId: string;
  readonly signer: Signer;
  granted(minor: number): Notice<object>;
  followed(cardId: string): Notice<object>;
}

/** A hub that takes all that it is sent, as long as its line is up. */
export class SampleHub implements HubLine {
  readonly facts: Fact[] = [];
  readonly asked: number[] = [];
  /** Places of what it was sent, without what came with nothing in it. */
  readonly sent: number[][] = [];
  /** How long it was to wait for news. */
  readonly waits: number[] = [];
  pushes = 0;
  questions = 0;
  news: Notice<object>[] = [];
  isUp = true;
  problems: Pushed['problems'] = [];
  /** Whether it says the same again and again. */
  repeats = false;
  /** Whether it tells nothing, and takes what it is told. */
  isMute = false;
  /** Whether there is always more to tell. */
  isMore = false;
  /** After how long it has no answer for a till, and the next one after twice that. */
  silentMs: number | undefined;
  newsWithinMs = 20;
  /** Its receipts are on their way until then. */
  held: Promise<void> | undefined;

  constructor(private readonly voice: SampleVoice) {}

  get receipt(): Notice<object> {
    const { storeId, signer } = this.voice;
    const body = { storeId, seq: this.facts.length, head: this.facts.at(-1)?.id ?? null };
    return sealNotice(CHECKPOINT, body, signer);
  }

  async push(facts: readonly Fact[]) {
    this.pushes += 1;
    this.assertUp();
    if (facts.length > 0) this.sent.push(facts.map(({ seq }) => seq));
    const own = facts.filter(({ author }) => author === this.voice.storeId);
    for (const fact of own) if (fact.seq === this.facts.length + 1) this.facts.push(fact);
    const notices = [this.receipt];
    await this.held;
    return { notices, problems: this.problems };
  }

  async pull({ bookmark, waitSeconds }: NewsQuestion, signal: AbortSignal) {
    this.waits.push(waitSeconds);
    this.assertUp();
    if (this.isMute) throw new LineDown('No answer');
    const notices = this.repeats ? this.news : this.news.splice(0);
    if (this.isMore || (notices.length === 0 && waitSeconds > 0)) await waited(this.newsWithinMs, signal);
    this.assertUp();
    return { notices, bookmark: `${Number(bookmark) + 1}`, isMore: this.isMore };
  }

  async askAllowance({ minor }: { readonly minor: number }) {
    this.questions += 1;
    this.assertUp();
    if (this.silentMs !== undefined) {
      const ms = this.silentMs * this.questions;
      await new Promise((resolve) => setTimeout(resolve, ms));
      throw new LineDown('No answer in time');
    }
    this.asked.push(minor);
    return [this.voice.granted(minor)];
  }

  async follow(cardIds: readonly string[]) {
    this.assertUp();
    return cardIds.map((cardId) => this.voice.followed(cardId));
  }

  async list(after: string) {
    this.assertUp();
    return { notices: [], at: after, isMore: false };
  }

  private assertUp(): void {
    if (!this.isUp) throw new LineDown('The line is cut');
  }
}

const waited = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new LineDown('The question was called off'));
    });
  });

/** Waits are short here, so that a spec need not; or they never end. */
export class QuickClock implements Clock {
  isFrozen = false;
  frozenWaits = 0;
  longestMs = 0;
  now = () => Date.now();
  passedMs = 0;
  elapsed = () => performance.now() + this.passedMs;
  after(ms: number, then: () => void): () => void {
    this.longestMs = Math.max(this.longestMs, ms);
    if (this.isFrozen) {
      this.frozenWaits += 1;
      return () => undefined;
    }
    const timer = setTimeout(then, Math.min(ms, 10));
    return () => clearTimeout(timer);
  }
}
