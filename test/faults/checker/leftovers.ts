import type { Planted } from '../world/planted.js';
import type { Evidence, Invariant, KeptDeadLetter, Usage } from './evidence.js';
import { groupBy } from './shape.js';

/** I8 and I9. What was planted to be given up was, as it was and for its reason, and nothing else. */
export const deadLettersArePlanted: Invariant = {
  id: 'I8',
  name: 'dead letters are exactly the planted ones',
  check({ deadLetters, planted }) {
    const found = groupBy(deadLetters, markOf);
    const marks = new Set(planted.map(({ mark }) => mark));
    return [
      ...[...found]
        .filter(([mark]) => !marks.has(mark))
        .flatMap(([, letters]) => letters)
        .map(({ messageId, queue, detail }) => `${messageId} is a dead letter of ${queue}: ${detail}`),
      ...planted.flatMap((each) => wrongLetters(each, found.get(each.mark) ?? [])),
    ];
  },
};

/** What can be read tells by itself whether it was planted; of the rest the id does. */
const markOf = ({ text, messageId }: KeptDeadLetter): string =>
  /planted-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0] ?? `planted-${messageId}`;

function wrongLetters(
  { mark, sort, queue, reason, payload }: Planted,
  letters: readonly KeptDeadLetter[],
): string[] {
  const name = `${mark} (${sort}, ${queue})`;
  const [letter] = letters;
  if (!letter) return [`${name} was planted, and is no dead letter`];
  return [
    ...(letters.length > 1 ? [`${name} was buried ${letters.length} times`] : []),
    ...(letter.queue === queue ? [] : [`${name} is a dead letter of ${letter.queue}`]),
    ...(letter.reason === reason
      ? []
      : [`${name} was buried as ${letter.reason}, not as ${reason}: ${letter.detail}`]),
    ...(letter.text.includes(payload) ? [] : [`${name} has lost its payload: ${letter.text.slice(0, 300)}`]),
  ];
}

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
