import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP line that takes its time, as one over land and sea does, and counts what it carries. */
export interface Relay {
  readonly url: string;
  /** In both directions, in bytes. */
  readonly carried: { up: number; down: number };
  /** Ends what is open, and takes nothing on any more until it is mended. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** @param oneWayMs how long a byte is under way; bytes do not wait for each other */
export async function openRelay(target: string, oneWayMs: number): Promise<Relay> {
  const { hostname, port } = new URL(target);
  const carried = { up: 0, down: 0 };
  const sockets = new Set<Socket>();
  let isCut = false;
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const carry = (from: Socket, to: Socket, direction: 'up' | 'down'): void => {
    const after = (work: () => void): void => {
      if (oneWayMs === 0) work();
      else setTimeout(work, oneWayMs);
    };
    sockets.add(from.setNoDelay(true));
    from.on('data', (chunk: Buffer) => {
      carried[direction] += chunk.length;
      after(() => to.write(chunk));
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      after(() => to.destroySoon());
    });
  };
  const server = createServer((near) => {
    if (isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(Number(port), hostname);
    carry(near, far, 'up');
    carry(far, near, 'down');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The relay has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    carried,
    cut,
    mend() {
      isCut = false;
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
