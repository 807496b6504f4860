import { describe, expect, it } from '@jest/globals';
import type { Admission, NewOperation, Operation, OperationChange } from '#kernel';
import { type Bench, benchFor } from './support/bench.js';
import type { DatabaseUnderTest } from './support/database-under-test.js';
import { ISO_TIME, newOperation, nextId } from './support/samples.js';

/** What the port `Operations` promises. */
export function operationsCompliance(underTest: DatabaseUnderTest): void {
  describe(`The operations of ${underTest.name}`, () => {
    const bench = benchFor(underTest);
    describe('admitting', () => {
      admitting(bench);
      if (underTest.concurrentTransactions) admittingSideBySide(bench);
    });
    describe('changing', () => {
      changing(bench);
    });
  });
}

const admit = (bench: Bench, ...requests: NewOperation[]): Promise<Admission[]> =>
  bench.insist((tx) => tx.operations.admit(requests));

const find = (bench: Bench, { id, principal }: NewOperation): Promise<Operation | undefined> =>
  bench.run((tx) => tx.operations.find(id, principal));

/** The same request, made once more: it would get an id of its own. */
const again = (request: NewOperation, parts: Partial<NewOperation> = {}): NewOperation => ({
  ...request,
  id: nextId(),
  correlationId: nextId(),
  ...parts,
});

const kindsOf = (admissions: readonly Admission[]): string[] => admissions.map(({ kind }) => kind);

function admitting(bench: Bench): void {
  it('records what is asked for the first time', async () => {
    const request = newOperation({ saga: 'purchasing.purchase' });
    const { id, command, key, correlationId, saga } = request;
    const accepted = {
      id,
      command,
      key,
      correlationId,
      saga,
      state: 'accepted',
      acceptedAt: expect.stringMatching(ISO_TIME),
    };
    await expect(admit(bench, request)).resolves.toStrictEqual([{ kind: 'new', operation: accepted }]);
    await expect(find(bench, request)).resolves.toStrictEqual(accepted);
  });

  it('accepts by the clock of the database', async () => {
    const now = (): Promise<number> => bench.run((tx) => tx.now());
    const request = newOperation();
    const before = await now();
    await admit(bench, request);
    const acceptedAt = Date.parse((await find(bench, request))?.acceptedAt ?? '');
    expect(acceptedAt).toBeGreaterThanOrEqual(before);
    expect(acceptedAt).toBeLessThanOrEqual(await now());
  });

  it('answers a repeated request with the first operation, as it is by then', async () => {
    const first = newOperation();
    await admit(bench, first);
    await bench.run((tx) => tx.operations.change([{ id: first.id, state: 'running' }]));
    const second = again(first);
    const [admission] = await admit(bench, second);
    expect(admission).toMatchObject({ kind: 'repeated', operation: { id: first.id, state: 'running' } });
    await expect(find(bench, second)).resolves.toBeUndefined();
  });

  it('refuses an idempotency key that was used for something else', async () => {
    const first = newOperation();
    const second = again(first, { fingerprint: 'b'.repeat(64) });
    await admit(bench, first);
    await expect(admit(bench, second)).resolves.toEqual([{ kind: 'reused' }]);
    await expect(find(bench, second)).resolves.toBeUndefined();
  });

  it('keeps the idempotency keys of each principal apart', async () => {
    const first = newOperation({ principal: 'ann' });
    await admit(bench, first);
    const [admission] = await admit(bench, again(first, { principal: 'bob', fingerprint: 'b'.repeat(64) }));
    expect(admission?.kind).toBe('new');
  });

  it('shows an operation to its principal only', async () => {
    const request = newOperation({ principal: 'ann' });
    await admit(bench, request);
    await expect(find(bench, { ...request, principal: 'bob' })).resolves.toBeUndefined();
    await expect(find(bench, newOperation({ principal: 'ann' }))).resolves.toBeUndefined();
  });

  it('tells new, repeated and reused apart within one call, in the order of the requests', async () => {
    const known = newOperation();
    await admit(bench, known);
    const fresh = newOperation();
    const admissions = await admit(
      bench,
      fresh,
      again(known),
      again(fresh),
      again(fresh, { fingerprint: 'b'.repeat(64) }),
      newOperation(),
    );
    expect(kindsOf(admissions)).toEqual(['new', 'repeated', 'repeated', 'reused', 'new']);
    expect(admissions[1]).toMatchObject({ operation: { id: known.id } });
    expect(admissions[2]).toMatchObject({ operation: { id: fresh.id } });
  });

  it('takes an empty call', async () => {
    await expect(admit(bench)).resolves.toEqual([]);
  });

  it('admits one of many equal requests that come at once', async () => {
    const request = newOperation();
    const requests = [request, ...Array.from({ length: 7 }, () => again(request))];
    const admissions = (await Promise.all(requests.map((each) => admit(bench, each)))).flat();
    expect(kindsOf(admissions).toSorted()).toEqual(['new', ...Array.from({ length: 7 }, () => 'repeated')]);
    const ids = admissions.map((each) => (each.kind === 'reused' ? undefined : each.operation.id));
    expect(new Set(ids).size).toBe(1);
  });

  it('forgets a request whose transaction is undone', async () => {
    const request = newOperation();
    await bench.undone((tx) => tx.operations.admit([request]));
    await expect(find(bench, request)).resolves.toBeUndefined();
    expect(kindsOf(await admit(bench, request))).toEqual(['new']);
  });
}

function admittingSideBySide(bench: Bench): void {
  it('repeats what another transaction is about to record, once that commits', async () => {
    const request = newOperation();
    const first = await bench.begin();
    await first.tx.operations.admit([request]);
    const second = admit(bench, again(request));
    await first.commit();
    await expect(second).resolves.toMatchObject([{ kind: 'repeated', operation: { id: request.id } }]);
  });

  it('tells of an operation that another transaction changes as it is once that commits', async () => {
    const request = newOperation();
    await admit(bench, request);
    const first = await bench.begin();
    await first.tx.operations.change([{ id: request.id, state: 'running' }]);
    const second = admit(bench, again(request));
    await new Promise(setImmediate);
    await first.commit();
    await expect(second).resolves.toMatchObject([{ kind: 'repeated', operation: { state: 'running' } }]);
  });

  it('records what another transaction was about to record, once that is undone', async () => {
    const request = newOperation();
    const first = await bench.begin();
    await first.tx.operations.admit([request]);
    const repeated = again(request);
    const second = admit(bench, repeated);
    await first.rollBack();
    await expect(second).resolves.toMatchObject([{ kind: 'new', operation: { id: repeated.id } }]);
  });
}

function changing(bench: Bench): void {
  const change = (...changes: OperationChange[]): Promise<void> =>
    bench.run((tx) => tx.operations.change(changes));

  async function admitted(): Promise<NewOperation> {
    const request = newOperation();
    await admit(bench, request);
    return request;
  }

  it('keeps how an operation succeeded', async () => {
    const request = await admitted();
    const result = { type: 'tills.till-opened', data: { tillId: '1', lines: [1.5, null] } };
    await change({ id: request.id, state: 'succeeded', result, consistencyToken: 'log:17' });
    const operation = await find(bench, request);
    expect(operation).toMatchObject({ state: 'succeeded', result, consistencyToken: 'log:17' });
    expect(operation?.endedAt).toMatch(ISO_TIME);
    expect(operation).not.toHaveProperty('refusal');
  });

  it.each(['failed', 'compensated'] as const)('keeps why an operation is %s', async (state) => {
    const request = await admitted();
    const refusal = { type: 'tills.till-closed', data: { tillId: '1' }, detail: 'The till is closed' };
    await change({ id: request.id, state, refusal });
    const operation = await find(bench, request);
    expect(operation).toMatchObject({ state, refusal });
    expect(operation?.endedAt).toMatch(ISO_TIME);
    expect(operation).not.toHaveProperty('result');
  });

  it('has no end while an operation runs', async () => {
    const request = await admitted();
    await change({ id: request.id, state: 'running' });
    const operation = await find(bench, request);
    expect(operation?.state).toBe('running');
    expect(operation).not.toHaveProperty('endedAt');
  });

  it('applies changes in their order, also within one call', async () => {
    const request = await admitted();
    const result = { type: 'tills.till-opened', data: {} };
    await change({ id: request.id, state: 'running' }, { id: request.id, state: 'succeeded', result });
    await expect(find(bench, request)).resolves.toMatchObject({ state: 'succeeded', result });
  });

  it('changes many at once, each its own way', async () => {
    const [first, second, third] = [await admitted(), await admitted(), await admitted()];
    await change({ id: third.id, state: 'failed' }, { id: first.id, state: 'running' });
    await expect(find(bench, first)).resolves.toMatchObject({ state: 'running' });
    await expect(find(bench, second)).resolves.toMatchObject({ state: 'accepted' });
    await expect(find(bench, third)).resolves.toMatchObject({ state: 'failed' });
  });

  it('leaves an operation as it ended', async () => {
    const request = await admitted();
    const result = { type: 'tills.till-opened', data: {} };
    await change({ id: request.id, state: 'succeeded', result });
    const ended = await find(bench, request);
    await change({ id: request.id, state: 'running' });
    await change({ id: request.id, state: 'failed', refusal: { type: 'tills.till-closed', data: {} } });
    await expect(find(bench, request)).resolves.toEqual(ended);
  });

  it('passes over an operation that is not there', async () => {
    const request = await admitted();
    await change({ id: nextId(), state: 'failed' }, { id: request.id, state: 'running' });
    await expect(find(bench, request)).resolves.toMatchObject({ state: 'running' });
    await expect(change()).resolves.toBeUndefined();
  });

  it('forgets a change that is undone', async () => {
    const request = await admitted();
    await bench.undone((tx) => tx.operations.change([{ id: request.id, state: 'succeeded' }]));
    await expect(find(bench, request)).resolves.toMatchObject({ state: 'accepted' });
  });
}
