import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Line, openLine } from './line.js';

describe('A line', () => {
  let server: Server;
  let line: Line;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (words) => socket.write(`heard ${String(words)}`));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port');
    line = await openLine(`tcp://127.0.0.1:${address.port}`);
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await line.close();
    server.close();
  });

  async function caller(): Promise<Socket> {
    const socket = connect(Number(new URL(line.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  /** `once` would fail on the reset that comes before. */
  const closed = (socket: Socket): Promise<void> =>
    new Promise((resolve) => void socket.once('close', () => resolve()));

  const answerTo = async (socket: Socket, words: string): Promise<string> => {
    const answer = once(socket, 'data');
    socket.write(words);
    return String((await answer)[0]);
  };

  it('carries what both ends say', async () => {
    expect(await answerTo(await caller(), 'hello')).toBe('heard hello');
  });

  it('holds words and all that follows, until it lets them pass', async () => {
    const socket = await caller();
    const { connection } = line.catch({ from: 'client', words: 'COMMIT', hold: 'client' });
    socket.write('COMMIT');
    const caught = await connection;
    await caught?.heldSomething('client');
    const answer = once(socket, 'data');
    caught?.release();
    expect(String((await answer)[0])).toBe('heard COMMIT');
  });

  it('catches words only where others were said before', async () => {
    const { connection } = line.catch({ from: 'client', words: 'COMMIT', after: 'append', hold: 'server' });
    const [other, socket] = [await caller(), await caller()];
    expect(await answerTo(other, 'COMMIT')).toBe('heard COMMIT');
    expect(await answerTo(socket, 'append')).toBe('heard append');
    socket.write('COMMIT');
    const caught = await connection;
    await caught?.heldSomething('server');
    const over = closed(socket);
    caught?.end();
    await over;
    expect(await answerTo(other, 'still there')).toBe('heard still there');
  });

  it('resets and refuses connections until it is healed', async () => {
    const socket = await caller();
    expect(await answerTo(socket, 'hello')).toBe('heard hello');
    const over = closed(socket);
    line.refuse();
    await over;
    const refused = connect(Number(new URL(line.url).port), '127.0.0.1');
    refused.on('error', () => undefined);
    await closed(refused);
    line.heal();
    expect(await answerTo(await caller(), 'again')).toBe('heard again');
  });

  it('loses nothing of what was said while it was silent', async () => {
    const socket = await caller();
    expect(await answerTo(socket, 'hello')).toBe('heard hello');
    line.staySilent();
    const answer = once(socket, 'data');
    socket.write('anybody');
    const [connection] = line.connections;
    await connection?.heldSomething('client');
    line.heal();
    expect(String((await answer)[0])).toBe('heard anybody');
  });
});
