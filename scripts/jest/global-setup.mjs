import { registerTypescript } from './typescript.mjs';

registerTypescript();

/** Servers start when the first spec asks for them; a run of everything starts them first, to fail early. */
export default async function setUp({ testPathPatterns, testNamePattern }) {
  const { openTestServers } = await import('../../libs/testing/servers/test-servers.ts');
  const servers = await openTestServers();
  globalThis.countersignTestServers = servers;
  const everything = testPathPatterns.patterns.length === 0 && !testNamePattern;
  if (!everything) return;
  try {
    await servers.startAll();
  } catch (error) {
    await servers.close();
    // Jest prints the stack; where in the set-up it failed tells a reader nothing.
    error.stack = error.message;
    throw error;
  }
}
