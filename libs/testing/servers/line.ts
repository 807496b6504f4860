import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** A TCP line to a server that can be made to fail as real ones do. */
export interface Line {
  /** The server's URL, by way of this line. */
  readonly url: string;
  /** From now on nothing passes in either direction on the connections that are open, and nobody is told. */
  fallSilent(): void;
  /** Cuts a connection when its client has sent this text: before the server gets it, or before its answer comes back. */
  cutAt(text: string, when: 'request lost' | 'answer lost'): void;
  /** Holds back what servers say, from this text on. @returns lets all of it pass, at once */
  holdFrom(text: string): () => void;
  close(): Promise<void>;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/** Opens a line to the server of this URL, on a free local port. */
export async function openLine(serverUrl: string): Promise<Line> {
  const target = new URL(serverUrl);
  const pairs = new Set<Pair>();
  const held = new Map<Socket, Buffer[]>();
  let heldFrom: string | undefined;
  let cut: { text: string; when: 'request lost' | 'answer lost' } | undefined;

  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const pair = { near, far };
    pairs.add(pair);
    const end = () => {
      near.destroy();
      far.destroy();
      pairs.delete(pair);
    };
    near.on('error', end).on('close', end);
    far.on('error', end).on('close', () => held.has(near) || end());
    near.on('data', (chunk) => {
      if (cut !== undefined && chunk.includes(cut.text)) {
        const { when } = cut;
        cut = undefined;
        if (when === 'request lost') return end();
        far.removeAllListeners('data').once('data', end);
      }
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      const isHeld = held.has(near) || (heldFrom !== undefined && chunk.includes(heldFrom));
      if (isHeld) held.set(near, [...(held.get(near) ?? []), chunk]);
      else near.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String(portOf(server.address()));

  return {
    url: url.href,
    fallSilent() {
      for (const { near, far } of pairs) {
        near.removeAllListeners('data').pause();
        far.removeAllListeners('data').pause();
      }
    },
    cutAt(text, when) {
      cut = { text, when };
    },
    holdFrom(text) {
      heldFrom = text;
      return () => {
        heldFrom = undefined;
        for (const [near, chunks] of held) near.write(Buffer.concat(chunks));
        held.clear();
      };
    },
    async close() {
      for (const { near, far } of pairs) {
        near.destroy();
        far.destroy();
      }
      server.close();
      await once(server, 'close');
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The line has no port');
  return address.port;
}
