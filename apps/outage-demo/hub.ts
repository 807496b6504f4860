import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Answer, ask, numberIn, textIn } from './talk.js';
import { Program } from './program.js';

const ENTRY = join('dist', 'apps', 'hub', 'main.js');
export const CURRENCY = 'EUR';

/** The hub of the demo, over its public API alone. */
export class Hub {
  private constructor(
    private readonly program: Program,
    readonly url: string,
    private readonly key: string,
  ) {}

  static async start(logs: string, data: string): Promise<Hub> {
    const program = await Program.start('hub', {
      entry: ENTRY,
      args: [],
      environment: {
        COUNTERSIGN_DATA_DIR: join(data, 'hub'),
        COUNTERSIGN_PORT: '0',
        // So that nobody who watches has to wait for three days.
        COUNTERSIGN_OVERDRAFT_STORES_SECONDS: '5',
        COUNTERSIGN_OVERDRAFT_PAYMENT_SECONDS: '5',
      },
      folder: logs,
      ready: /^KEY=\S+$/m,
    });
    const url = /listens on (\S+)/.exec(program.greeting)?.[1];
    const key = /^KEY=(\S+)$/m.exec(program.greeting)?.[1];
    if (url === undefined || key === undefined) throw new Error('The hub does not say where it is');
    return new Hub(program, url, key);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** A place for a store: its id, and the code for its node. */
  async makeRoom(name: string, riskMinor: number, loadMinor: number) {
    const secret = randomBytes(24).toString('base64url');
    const made = await this.command('/v1/stores', { name, currency: CURRENCY, secret });
    const storeId = textIn(made, 'key');
    await this.command(`/v1/stores/${storeId}/risk-grants`, { minor: riskMinor });
    await this.command(`/v1/stores/${storeId}/load-grants`, { minor: loadMinor });
    return { storeId, code: `${storeId}.${secret}` };
  }

  async sellCard(minor: number): Promise<string> {
    const cardId = textIn(await this.command('/v1/gift-cards', { currency: CURRENCY }), 'key');
    await this.command(`/v1/gift-cards/${cardId}/loads`, { amount: { minor, currency: CURRENCY } });
    return cardId;
  }

  async balanceMinor(cardId: string): Promise<number> {
    return numberIn((await this.get(`/v1/gift-cards/${cardId}`)).body, 'balanceMinor');
  }

  get(path: string): Promise<Answer> {
    return ask(`${this.url}${path}`, { bearer: this.key });
  }

  stop(): Promise<void> {
    return this.program.stop();
  }

  private async command(path: string, body: object): Promise<Answer['body']> {
    const headers = { 'Idempotency-Key': randomUUID(), Prefer: 'wait=20' };
    const answer = await ask(`${this.url}${path}`, { bearer: this.key, body, headers });
    if (answer.status >= 300) throw new Error(`${path} was answered with ${JSON.stringify(answer)}`);
    return answer.body;
  }
}
