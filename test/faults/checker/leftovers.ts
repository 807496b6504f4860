import type { Evidence, Invariant, Usage } from './evidence.js';

/** I8 and I9. What was planted to be given up was, and nothing else. */
export const deadLettersArePlanted: Invariant = {
  id: 'I8',
  name: 'dead letters are exactly the planted ones',
  check({ deadLetters, planted }) {
    const found = new Map(deadLetters.map((each) => [each.messageId, each]));
    const expected = new Set(planted);
    return [
      ...[...found.values()]
        .filter(({ messageId }) => !expected.has(messageId))
        .map(({ messageId, queue, detail }) => `${messageId} is a dead letter of ${queue}: ${detail}`),
      ...planted.filter((id) => !found.has(id)).map((id) => `${id} was planted, and is no dead letter`),
    ];
  },
};

/** I10. Nobody holds work that nobody is doing. */
export const nothingIsLeased: Invariant = {
  id: 'I10',
  name: 'nothing is left in anybody’s hands',
  check: ({ leased }) => leased.map(({ queue, key }) => `${key} is still leased from ${queue}`),
};

const UNHANDLED =
  /unhandled|uncaught|ENDED BY ITSELF|"level":60|triggerUncaughtException|Warning: Possible EventEmitter memory leak/i;
const SECRET = /tok_[a-z]+|csk_\w+/;

/** I11. No process was surprised, and none has said what it must not. */
export const outputIsClean: Invariant = {
  id: 'I11',
  name: 'no process died of an error that nobody handled, and no secret is in the logs',
  check: ({ output }) =>
    output.flatMap(({ who, line }) => [
      ...(UNHANDLED.test(line) ? [`${who} says: ${line.slice(0, 400)}`] : []),
      ...(SECRET.test(line) ? [`${who} tells a secret: ${line.slice(0, 400)}`] : []),
    ]),
};

const GROWTH_BYTES_MAX = 150 * 1024 * 1024;
const GROWTH_FILES_MAX = 25;
const GROWTH_CONNECTIONS_MAX = 12;

/** I12. What was taken in need was given back. */
export const resourcesAreBack: Invariant = {
  id: 'I12',
  name: 'memory, files and connections are back where they were',
  check: ({ usage, connections }) => [
    ...usage.after.flatMap((now) => grown(now, usage.before)),
    ...(connections.after - connections.before > GROWTH_CONNECTIONS_MAX
      ? [`PostgreSQL has ${connections.after} connections, it had ${connections.before}`]
      : []),
  ],
};

function grown({ who, residentBytes, openFiles }: Usage, before: Evidence['usage']['before']): string[] {
  const was = before.find((each) => each.who === who);
  if (!was) return [];
  const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
  return [
    ...(residentBytes - was.residentBytes > GROWTH_BYTES_MAX
      ? [`${who} has ${megabytes(residentBytes)} MB in memory, it had ${megabytes(was.residentBytes)}`]
      : []),
    ...(openFiles - was.openFiles > GROWTH_FILES_MAX
      ? [`${who} has ${openFiles} files open, it had ${was.openFiles}`]
      : []),
  ];
}
