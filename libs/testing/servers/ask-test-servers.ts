/** Names the door of the run's servers; set by the run, inherited by its worker processes. */
export const testServersVariable = 'COUNTERSIGN_TEST_SERVERS';

/**
 * Asks the test run for something of its servers, which are started when nobody asked before.
 * @throws with the run's own reason when it cannot be had.
 */
export async function askTestServers(method: 'GET' | 'POST' | 'DELETE', path: string): Promise<string> {
  const door = process.env[testServersVariable];
  if (door === undefined) {
    throw new Error('The test servers belong to a Jest run: start this spec by "npm test" or "npx jest"');
  }
  const answer = await fetch(new URL(path, door), { method });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}
