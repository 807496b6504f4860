import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const attempts = 200;

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * A TCP port on loopback that nothing listens on right now. Not one that systems give to outgoing connections:
 * a server that restarts on its port must not find such a connection sitting there.
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = randomInt(16_384, 32_768);
    if (await isFree(port)) return port;
  }
  throw new Error(`None of ${attempts} ports tried on 127.0.0.1 is free`);
}
