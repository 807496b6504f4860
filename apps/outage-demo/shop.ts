import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { CURRENCY } from './hub.js';
import type { Line } from './line.js';
import { Program } from './program.js';
import { type Answer, ask, numberIn, textIn } from './talk.js';

const ENTRY = join('dist', 'apps', 'store', 'main.js');

export interface Redemption {
  readonly approvedMinor: number;
  readonly unbackedMinor: number;
  /** How long the till waited. */
  readonly ms: number;
}

interface Folders {
  readonly logs: string;
  readonly data: string;
}

/** A store of the demo, over the API for its tills alone. */
export class Shop {
  private constructor(
    readonly name: string,
    readonly line: Line,
    private readonly program: Program,
    private readonly url: string,
    private readonly tillKey: string,
  ) {}

  static async open(name: string, code: string, line: Line, { logs, data }: Folders): Promise<Shop> {
    const program = await Program.start(name, {
      entry: ENTRY,
      args: ['--name', name, '--hub', line.url, '--code', code, '--port', '0', '--data', join(data, name)],
      environment: {},
      folder: logs,
      ready: /^KEY=\S+;/m,
    });
    const url = /listens on (\S+)/.exec(program.greeting)?.[1];
    const tillKey = /^KEY=(\S+);/m.exec(program.greeting)?.[1];
    if (url === undefined || tillKey === undefined) throw new Error(`${name} does not say where it is`);
    return new Shop(name, line, program, url, tillKey);
  }

  /** @returns undefined when it was declined */
  async redeem(cardId: string, minor: number): Promise<Redemption | undefined> {
    const body = { till: 'till-1', requestId: randomUUID(), cardId, minor, currency: CURRENCY };
    const began = performance.now();
    const answer = await ask(`${this.url}/v1/redemptions`, { bearer: this.tillKey, body });
    const ms = performance.now() - began;
    if (answer.status >= 400) return undefined;
    const restsOn: Answer['body'] = Object(answer.body['restsOn']);
    return {
      approvedMinor: numberIn(answer.body, 'approvedMinor'),
      unbackedMinor: numberIn(restsOn, 'unbackedMinor'),
      ms,
    };
  }

  async load(cardId: string, minor: number): Promise<void> {
    const body = { till: 'till-1', requestId: randomUUID(), cardId, minor, currency: CURRENCY };
    const answer = await ask(`${this.url}/v1/loads`, { bearer: this.tillKey, body });
    if (answer.status >= 400) throw new Error(`${this.name} did not load: ${textIn(answer.body, 'title')}`);
  }

  async status() {
    const { body } = await ask(`${this.url}/status`, { bearer: this.tillKey });
    return { unbackedMinor: numberIn(body, 'unbackedMinor'), waitingFacts: numberIn(body, 'waitingFacts') };
  }

  async knows(cardId: string): Promise<boolean> {
    return (await ask(`${this.url}/v1/cards/${cardId}`, { bearer: this.tillKey })).status === 200;
  }

  async close(): Promise<void> {
    await this.program.stop();
    await this.line.end();
  }
}
