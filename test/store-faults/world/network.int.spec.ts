import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { eventually } from '#testing';
import { openTestScratch, type TestScratch } from '#testing/servers';
import { StoreNetwork } from './network.js';

const MAY_LAY = await StoreNetwork.isAllowed();

/** Asks one URL after another on its standard input, and tells what came of each. */
const ASKER = `
  import { createInterface } from 'node:readline';
  for await (const url of createInterface({ input: process.stdin })) {
    const asked = fetch(url, { signal: AbortSignal.timeout(500) });
    console.log(await asked.then((answer) => answer.text(), () => 'nothing'));
  }
`;
const WITHIN = { withinMs: 60_000 };

describe("A network of a store's own", () => {
  if (!MAY_LAY) {
    it('is not tried where this process may not lay one', () => {
      expect(MAY_LAY).toBe(false);
    });
    return;
  }
  let scratch: TestScratch;
  let network: StoreNetwork;
  let hub: Server;
  let heard = 0;

  beforeEach(async () => {
    scratch = await openTestScratch('network');
    network = await StoreNetwork.lay(scratch);
    heard = 0;
    hub = createServer((_, answer) => {
      heard += 1;
      answer.setHeader('Connection', 'close').end('hello');
    }).listen(0, network.hubHost);
    await once(hub, 'listening');
  });

  afterEach(async () => {
    hub.closeAllConnections();
    hub.close();
    await scratch.close();
  });

  async function askerInside() {
    const [program = '', ...args] = [
      ...network.launcher,
      process.execPath,
      '--input-type=module',
      '-e',
      ASKER,
    ];
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    await scratch.process(child.pid ?? 0);
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const address = hub.address();
    if (address === null || typeof address === 'string') throw new Error('The hub has no port');
    return async (): Promise<unknown> => {
      child.stdin.write(`http://${network.hubHost}:${address.port}/\n`);
      return (await answers.next()).value;
    };
  }

  it('carries what is said, until it is cut, and when it is mended', async () => {
    const ask = await askerInside();
    expect(await eventually(ask, (answer) => answer === 'hello', WITHIN)).toBe('hello');
    await network.cut('hub');
    expect(await ask()).toBe('nothing');
    await network.mend('hub');
    expect(await eventually(ask, (answer) => answer === 'hello', WITHIN)).toBe('hello');
  });

  it.each(['requests', 'both'] as const)('loses %s, and nobody is told', async (lost) => {
    const ask = await askerInside();
    await eventually(ask, (answer) => answer === 'hello', WITHIN);
    await network.lose(lost);
    const before = heard;
    expect(await ask()).toBe('nothing');
    expect(heard).toBe(before);
    await network.mend('hub');
    await eventually(ask, (answer) => answer === 'hello', WITHIN);
  });

  it('carries to the hub while its link to neighbours is cut', async () => {
    const ask = await askerInside();
    await network.cut('neighbours');
    expect(await eventually(ask, (answer) => answer === 'hello', WITHIN)).toBe('hello');
    await network.mend('neighbours');
  });

  it('loses answers', async () => {
    const ask = await askerInside();
    await eventually(ask, (answer) => answer === 'hello', WITHIN);
    await network.lose('answers');
    expect(await ask()).toBe('nothing');
    await network.mend('hub');
    await eventually(ask, (answer) => answer === 'hello', WITHIN);
  });

  it('goes when its run has ended, whatever still ran inside', async () => {
    await askerInside();
    await scratch.close();
    await eventually(
      () => promisify(execFile)('ip', ['-o', 'addr', 'show']),
      ({ stdout }) => !stdout.includes(network.hubHost),
      WITHIN,
    );
  });
});
