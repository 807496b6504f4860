import {
  CardListAnswer,
  EnrolmentAnswer,
  FactsAnswer,
  NewsAnswer,
  NoticesAnswer,
  signedText,
  STORE_SCHEME,
} from '#contracts/clearing';
import { type Clock, type Fact, type Notice, type Seals, type Signer } from '#kernel';
import type {
  AllowanceRequest,
  HubLine,
  ListPart,
  News,
  NewsQuestion,
  Pushed,
} from '../../ports/hub-line.js';
import { callHub, type HubCall } from './call-hub.js';

export interface LineOptions {
  /** http://host:port */
  readonly hub: string;
  readonly storeId: string;
  readonly signer: Signer;
  readonly seals: Seals;
  readonly clock: Clock;
}

const ANSWER_MS_MAX = 20_000;
const STORE_LINE = '/v1/store-line';

/** The line to the hub over HTTP: each request is signed by the store. */
export class HttpHubLine implements HubLine {
  constructor(private readonly options: LineOptions) {}

  async push(facts: readonly Fact[]): Promise<Pushed> {
    return this.call('POST', '/facts', FactsAnswer, { body: { facts } });
  }

  async pull({ bookmark, headSeq, waitSeconds }: NewsQuestion, signal: AbortSignal): Promise<News> {
    const query = new URLSearchParams({
      after: bookmark,
      head: String(headSeq),
      wait: String(waitSeconds),
    });
    const withinMs = ANSWER_MS_MAX + 1_000 * waitSeconds;
    return this.call('GET', `/news?${query}`, NewsAnswer, { withinMs, signal });
  }

  async askAllowance(request: AllowanceRequest, withinMs: number): Promise<readonly Notice<object>[]> {
    const { notices } = await this.call('POST', '/allowances', NoticesAnswer, {
      body: { ...request },
      withinMs,
    });
    return notices;
  }

  async follow(cardIds: readonly string[], withinMs: number): Promise<readonly Notice<object>[]> {
    const { notices } = await this.call('POST', '/cards', NoticesAnswer, {
      body: { cardIds: [...cardIds] },
      withinMs,
    });
    return notices;
  }

  async list(after: string): Promise<ListPart> {
    return this.call('GET', `/card-list?${new URLSearchParams({ after })}`, CardListAnswer);
  }

  private call<T>(
    method: HubCall['method'],
    path: string,
    answer: Parameters<typeof callHub<T>>[2],
    { body, withinMs = ANSWER_MS_MAX, signal }: Partial<Pick<HubCall, 'body' | 'withinMs' | 'signal'>> = {},
  ): Promise<T> {
    const url = `${STORE_LINE}${path}`;
    const authorization = this.signed(method, url, body);
    const sent = { ...(body !== undefined && { body }), ...(signal && { signal }) };
    return callHub(this.options.hub, { method, path: url, authorization, withinMs, ...sent }, answer);
  }

  private signed(method: string, url: string, body: object | undefined): string {
    const { clock, seals, signer, storeId } = this.options;
    const atMs = Math.floor(clock.now());
    return `${STORE_SCHEME} ${storeId} ${atMs} ${signer.sign(signedText({ method, url, atMs, body }, seals))}`;
  }
}

export interface Enrolment {
  readonly hub: string;
  /** The one-time code that the hub gave out. */
  readonly code: string;
  readonly name: string;
  readonly publicKey: string;
}

/** @throws LineDown, LineRefused */
export function enrolAt({ hub, ...body }: Enrolment) {
  const call = { method: 'POST', path: `${STORE_LINE}/enrolments`, body, withinMs: ANSWER_MS_MAX } as const;
  return callHub(hub, call, EnrolmentAnswer);
}
