import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HubConfig } from './config.js';

const USUAL_PORT = 3_000;

/** @returns where the process listens. The usual port may be taken; one that was asked for may not. */
export async function listen(app: NestFastifyApplication, { host, port, roles }: HubConfig): Promise<string> {
  try {
    await app.listen(port ?? (roles.has('http') ? USUAL_PORT : 0), host);
  } catch (error) {
    if (port !== undefined || !isPortTaken(error)) throw error;
    await app.listen(0, host);
  }
  return app.getUrl();
}

const isPortTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
