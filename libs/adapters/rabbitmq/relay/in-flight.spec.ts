import { describe, expect, it } from '@jest/globals';
import { InFlight } from './in-flight.js';

const row = (id: string, queue = 'tills') => ({
  queue,
  sequence: id,
  envelope: {
    id,
    kind: 'event' as const,
    type: 'tills.noted',
    version: 1,
    key: 'till-1',
    data: {},
    at: '2026-03-01T09:30:00.125Z',
    correlationId: 'flow-1',
  },
});

function published(...ids: string[]): InFlight {
  const inFlight = new InFlight();
  for (const [index, id] of ids.entries()) {
    inFlight.add({ row: row(id), readAfter: ids[index - 1] }, id.length, index);
  }
  return inFlight;
}

const idsOf = (verdicts: readonly { row: { sequence: string } }[]) =>
  verdicts.map((each) => each.row.sequence);

describe('What is in flight', () => {
  it('is settled one by one, in any order', () => {
    const inFlight = published('a', 'b', 'c');
    expect(idsOf(inFlight.settle(2, false))).toEqual(['b']);
    expect(idsOf(inFlight.settle(1, false))).toEqual(['a']);
    expect(inFlight.size).toBe(1);
  });

  it('is settled up to a tag, without what was settled before', () => {
    const inFlight = published('a', 'b', 'c', 'd');
    inFlight.settle(2, false);
    expect(idsOf(inFlight.settle(3, true))).toEqual(['a', 'c']);
    expect(idsOf(inFlight.settle(3, true))).toEqual([]);
  });

  it('knows from where a row is read again', () => {
    const [, second] = published('a', 'b').settle(2, true);
    expect(second).toMatchObject({ readAfter: 'a', tag: 2 });
  });

  it('remembers what came back, by queue and message', () => {
    const inFlight = published('a', 'b');
    inFlight.markReturned('ledgers', 'a');
    inFlight.markReturned('tills', 'b');
    expect(inFlight.settle(2, true).map(({ returned }) => returned)).toEqual([false, true]);
  });

  it('marks one of two copies for each that comes back', () => {
    const inFlight = published('a', 'a');
    inFlight.markReturned('tills', 'a');
    expect(inFlight.settle(2, true).map(({ returned }) => returned)).toEqual([true, false]);
  });

  it('counts bytes and knows the largest', () => {
    const inFlight = published('a', 'bbb', 'cc');
    expect(inFlight.bytes).toBe(6);
    expect(inFlight.largest()?.row.sequence).toBe('bbb');
    inFlight.settle(2, false);
    expect(inFlight.bytes).toBe(3);
    expect(inFlight.largest()?.row.sequence).toBe('cc');
  });

  it('lets no row of a key follow another one of it in its queue', () => {
    const inFlight = published('a');
    expect(inFlight.hasOneBefore(row('b'))).toBe(true);
    expect(inFlight.hasOneBefore(row('b', 'ledgers'))).toBe(false);
    const { envelope, ...rest } = row('b');
    expect(inFlight.hasOneBefore({ ...rest, envelope: { ...envelope, key: 'till-2' } })).toBe(false);
    inFlight.settle(1, false);
    expect(inFlight.hasOneBefore(row('b'))).toBe(false);
  });

  it('knows what has been waiting since before a time', () => {
    const inFlight = published('a', 'b', 'c');
    inFlight.settle(1, false);
    expect(idsOf(inFlight.olderThan(2))).toEqual(['b']);
  });
});
