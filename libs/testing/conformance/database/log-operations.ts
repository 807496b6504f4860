import type { Timer } from '#kernel';
import { FAR_FUTURE, soonOrLate } from './hand.js';
import type { Names } from './names.js';
import { operation } from './operation.js';

const timer = ({ saga }: Names, token: number): Timer => ({ saga, key: '1', token: `${token}` });

/** Those that are due are due one after another. */
const dueAt = (token: number, isLate: number): number => (isLate ? FAR_FUTURE : 1_000) + token;

const revisions = (loaded: ReadonlyMap<string, { revision: number; instance: { at: number } }>) =>
  [...loaded].map(([ref, { revision, instance }]) => [ref, revision, instance.at]).toSorted();

export const logOperations = [
  operation(
    'events.append',
    [2, 4, 2, 1_000],
    async ({ tx, side }, stream = 0, version = 0, more = 0, number = 0) => {
      const event = (index: number) => side.names.event(stream, version + 1 + index, number * 2 + index);
      await tx.events.append(Array.from({ length: 1 + more }, (_, index) => event(index)));
    },
    { weight: 5 },
  ),
  operation(
    'events.load',
    [],
    async ({ tx, side }) =>
      [...(await tx.events.load(side.names.streams))]
        .map(([stream, events]) => [stream, events.map(({ id, streamVersion }) => [streamVersion, id])])
        .toSorted(),
    { weight: 2 },
  ),
  operation(
    'events.readAfter',
    [8],
    async ({ tx, side }, limit = 0) => {
      const read = await tx.events.readAfter(side.logStart, limit + 1, [side.names.type]);
      return read.map(({ event }) => event.id);
    },
    { weight: 4, lags: true },
  ),
  operation(
    'sagas.save',
    [2, 3, 2, 1_000],
    async ({ tx, side }, key = 0, readRevision = 0, entries = 0, at = 0) => {
      const history = Array.from({ length: entries }, () => ({ at, what: 'noted' as const }));
      await tx.sagas.save([{ instance: side.names.instance(key, at), readRevision, history }]);
    },
    { weight: 5 },
  ),
  operation('sagas.saveBoth', [2, 3, 3], async ({ tx, side }, first = 0, one = 0, other = 0) => {
    const write = (key: number, readRevision: number) => ({
      instance: side.names.instance(key, 0),
      readRevision,
      history: [],
    });
    await tx.sagas.save([write(first, one), write(1 - first, other)]);
  }),
  operation(
    'sagas.load',
    [],
    async ({ tx, side: { names } }) =>
      revisions(await tx.sagas.load([0, 1].map((key) => ({ saga: names.saga, key: `${key}` })))),
    { weight: 2 },
  ),
  operation('sagas.list', [], async ({ tx, side: { names } }) =>
    (await tx.sagas.list({ saga: names.saga, limit: 10 })).map(({ key, status }) => [key, status]).toSorted(),
  ),
  operation('sagas.history', [2, 3], async ({ tx, side: { names } }, key = 0, limit = 0) =>
    tx.sagas.history({ saga: names.saga, key: `${key}` }, limit + 1),
  ),
  operation('sagas.countByStatus', [], async ({ tx, side: { names } }) =>
    (await tx.sagas.countByStatus()).filter(({ saga }) => saga === names.saga),
  ),
  operation(
    'timers.set',
    [3, 2],
    ({ tx, side }, token = 0, isLate = 0) =>
      tx.timers.set([{ ...timer(side.names, token), dueAt: dueAt(token, isLate) }]),
    { weight: 4 },
  ),
  operation('timers.setTwo', [3, 3, 2], ({ tx, side }, one = 0, other = 0, isLate = 0) =>
    tx.timers.set(
      [one, other].map((token) => ({ ...timer(side.names, token), dueAt: dueAt(token, isLate) })),
    ),
  ),
  operation('timers.cancel', [3], ({ tx, side }, token = 0) => tx.timers.cancel([timer(side.names, token)]), {
    weight: 2,
  }),
  operation(
    'timers.takeDue',
    [3],
    async ({ tx, side }, limit = 0) =>
      (await tx.timers.takeDue(limit + 1, [side.names.saga])).map(({ token }) => token),
    { weight: 4 },
  ),
  operation('timers.nextInMs', [], async ({ tx, side }) =>
    soonOrLate(await tx.timers.nextInMs([side.names.saga])),
  ),
];
