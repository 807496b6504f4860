import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { networkInterfaces } from 'node:os';
import type { StoreOptions } from './options.js';

const USUAL_PORT = 4_100;
const EVERYWHERE = '0.0.0.0';

/** @returns where tills find the node. The usual port may be taken; one that was asked for may not. */
export async function listen(app: NestFastifyApplication, { host, port }: StoreOptions): Promise<string> {
  try {
    await app.listen(port ?? USUAL_PORT, host);
  } catch (error) {
    if (port !== undefined || !isPortTaken(error)) throw error;
    await app.listen(0, host);
  }
  const url = new URL(await app.getUrl());
  if (host === EVERYWHERE) url.hostname = lanAddress() ?? '127.0.0.1';
  return url.origin;
}

const isPortTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

function lanAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((of) => of ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
