import { connect, type Socket } from 'node:net';

/** Below HTTP: bytes to a server, and whatever comes back until it closes, says enough, or the time is over. */
export async function exchange(
  url: string,
  write: (socket: Socket) => void,
  { until, withinMs }: { readonly until?: (received: string) => boolean; readonly withinMs: number },
): Promise<{ received: string; closed: boolean }> {
  const socket = await open(url);
  let received = '';
  return new Promise((resolve) => {
    const end = (closed: boolean): void => {
      clearTimeout(late);
      socket.destroy();
      resolve({ received, closed });
    };
    const late = setTimeout(() => end(false), withinMs);
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      if (until?.(received)) end(false);
    });
    socket.on('close', () => end(true));
    write(socket);
  });
}

/** @throws Error when nobody listens */
export async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  // What the other side makes of it is seen by what it says.
  socket.on('error', () => undefined);
  return socket;
}

export const statusesOf = (received: string): number[] =>
  [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
