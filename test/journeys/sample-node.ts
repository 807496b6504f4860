import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { createSigner, newPrivateKey, seals } from '#adapters/crypto';
import { EnrolmentAnswer, signedText, STORE_SCHEME } from '#contracts/clearing';
import { type ChainHead, emptyChain, type Fact, isGenuine, sealFact, type Statement } from '#kernel';
import type { ApiClient } from '#testing/hub';

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface WireNotice {
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly signature: string;
}

/** A node that speaks to the hub as a store's does, and decides nothing. */
export class SampleNode {
  readonly signer = createSigner(newPrivateKey());
  readonly facts: Fact[] = [];
  private head: ChainHead = emptyChain;
  private hubKey = '';

  private constructor(
    private readonly url: string,
    readonly storeId: string,
    readonly code: string,
  ) {}

  /** Makes room for a store at the hub, which has not heard of its node yet. */
  static async register(url: string, api: ApiClient, name = 'Main Street'): Promise<SampleNode> {
    const secret = randomBytes(24).toString('base64url');
    const made = await api.post('/v1/stores', { name, currency: 'EUR', secret }, { waitSeconds: 10 });
    return new SampleNode(url, made.body.key, `${made.body.key}.${secret}`);
  }

  /** The same node, speaking to another one. */
  at(url: string): SampleNode {
    return Object.assign(Object.create(SampleNode.prototype), this, { url });
  }

  /** @param besides what a newer node might say besides */
  async enrol(code = this.code, besides: object = {}): Promise<Answer> {
    const answer = await this.exchange('POST', '/v1/store-line/enrolments', {
      code,
      publicKey: this.signer.publicKey,
      ...besides,
    });
    if (answer.status === 200) this.hubKey = EnrolmentAnswer.parse(answer.body).hubKey;
    return answer;
  }

  /** Says something next in its chain. */
  say(says: Statement): Fact {
    const place = { author: this.storeId, head: this.head, at: { ms: 1_000 + this.head.seq, count: 0 } };
    const fact = sealFact(says, place, { seals, signer: this.signer });
    this.head = { seq: fact.seq, id: fact.id };
    this.facts.push(fact);
    return fact;
  }

  push(...facts: readonly Fact[]): Promise<Answer> {
    return this.post('/v1/store-line/facts', { facts });
  }

  post(path: string, body: object): Promise<Answer> {
    return this.exchange('POST', path, body);
  }

  get(path: string): Promise<Answer> {
    return this.exchange('GET', path, undefined);
  }

  /** All that the hub has to tell; each is checked for the hub's signature. It says how far it has told all it knows. */
  async news(): Promise<readonly WireNotice[]> {
    const { body } = await this.get(`/v1/store-line/news?head=${this.head.seq}`);
    return this.noticesIn(body);
  }

  noticesIn(body: Answer['body']): readonly WireNotice[] {
    const notices = Object(body['notices']) as readonly WireNotice[];
    for (const notice of notices) {
      if (!isGenuine(notice, this.hubKey, seals)) throw new Error(`The hub did not sign ${notice.kind}`);
    }
    return notices;
  }

  private async exchange(method: string, path: string, body: object | undefined): Promise<Answer> {
    const atMs = Date.now();
    const canonical = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
    const signature = this.signer.sign(signedText({ method, url: path, atMs, body: canonical }, seals));
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        Authorization: `${STORE_SCHEME} ${this.storeId} ${atMs} ${signature}`,
        ...(body && { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }),
      },
      ...(body && { body: gzipSync(JSON.stringify(body)) }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }
}
