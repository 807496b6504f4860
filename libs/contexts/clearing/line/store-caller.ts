import type { Clock, Database, MessageCatalog, Seals } from '#kernel';
import { HttpProblem } from '#runtime';
import type { FastifyRequest } from 'fastify';
import { SIGNED_WITHIN_MS, signedText, STORE_SCHEME } from '../contracts/index.js';
import { publicKeyOf, type Store } from '../domain/store.js';
import { storesIn } from './store-registry.js';

interface Parts {
  readonly database: Database;
  readonly catalog: MessageCatalog;
  readonly clock: Clock;
  readonly seals: Seals;
}

const HEADER = new RegExp(`^${STORE_SCHEME} ([0-9a-f-]{36}) (\\d{1,15}) ([A-Za-z0-9_-]{86})$`);

/** Believes requests that are signed by the node of a store. */
export class StoreCaller {
  constructor(private readonly parts: Parts) {}

  /**
   * @returns the id of the store that asks
   * @throws HttpProblem 401 when it is not signed by one, 403 when the store has ended
   */
  async of(request: FastifyRequest): Promise<string> {
    const { storeId, store } = await this.signer(request);
    if (store.status === 'ended') throw ended(store.ended.data.reason, store.ended.data.why);
    return storeId;
  }

  /**
   * The same for a store that may have ended: it is to hear of that in the hub's own words, and what it says then is put aside,
   * not lost.
   * @throws HttpProblem 401
   */
  async evenEnded(request: FastifyRequest): Promise<string> {
    return (await this.signer(request)).storeId;
  }

  private async signer(
    request: FastifyRequest,
  ): Promise<{ readonly storeId: string; readonly store: Store }> {
    const [, storeId, at, signature] = HEADER.exec(request.headers.authorization ?? '') ?? [];
    if (storeId === undefined || signature === undefined) {
      throw unsigned('A store signs its requests: Authorization: Countersign-Store …');
    }
    const atMs = Number(at);
    const offMs = Math.abs(this.parts.clock.now() - atMs);
    if (offMs > SIGNED_WITHIN_MS) {
      throw unsigned(`The clock of the store is ${Math.round(offMs / 1_000)} s away from the hub's`);
    }
    const { database, catalog, seals } = this.parts;
    const store = (await database.transaction((tx) => storesIn(tx, catalog, [storeId]))).get(storeId);
    const publicKey = store && publicKeyOf(store);
    const { method, url, body } = request;
    const text = signedText({ method, url, atMs, body }, seals);
    if (store === undefined || publicKey === undefined || !seals.verify(publicKey, text, signature)) {
      throw unsigned('The request is not signed by the node of this store');
    }
    return { storeId, store };
  }
}

const unsigned = (detail: string): HttpProblem =>
  new HttpProblem(
    {
      type: 'https://countersign.dev/problems/clearing/not-signed',
      title: 'The request is not signed by a store',
      status: 401,
      detail,
      code: 'clearing.not-signed',
      retryable: false,
    },
    { 'WWW-Authenticate': STORE_SCHEME },
  );

const ended = (reason: string, why: string): HttpProblem =>
  new HttpProblem({
    type: 'https://countersign.dev/problems/clearing/store-has-ended',
    title: 'The store has ended',
    status: 403,
    detail: `The store was ended (${reason}): ${why}`,
    code: 'clearing.store-has-ended',
    retryable: false,
  });
