import { signedText, STORE_SCHEME } from '#contracts/clearing';
import { ExchangeBody } from '../../peers/exchange.js';
import type { Exchange, Neighbour } from '../../ports/neighbour.js';
import { callHub } from './call-hub.js';
import type { LineOptions } from './http-hub-line.js';

const ANSWER_MS_MAX = 5_000;
const PATH = '/v1/neighbours/exchange';

/** A node on the same network. */
export class HttpNeighbour implements Neighbour {
  readonly name: string;

  /** @param options with the neighbour's address in the place of the hub's */
  constructor(private readonly options: LineOptions) {
    this.name = options.hub;
  }

  exchange(body: Exchange): Promise<Exchange> {
    const { clock, hub, seals, signer, storeId } = this.options;
    const atMs = Math.floor(clock.now());
    const signature = signer.sign(signedText({ method: 'POST', url: PATH, atMs, body }, seals));
    const authorization = `${STORE_SCHEME} ${storeId} ${atMs} ${signature}`;
    return callHub(
      hub,
      { method: 'POST', path: PATH, body, authorization, withinMs: ANSWER_MS_MAX },
      ExchangeBody,
    );
  }
}
