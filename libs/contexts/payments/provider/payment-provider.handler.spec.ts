import { describe, expect, it } from '@jest/globals';

import type { Message } from '#kernel';
import { RecordAuthorization, RecordCapture, RecordOutcomeUnknown, RecordVoid } from '../contracts/index.js';
import {
  OutcomeUnknown,
  type PaymentProvider,
  type ProviderOperation,
  ProviderUnavailable,
  RequestRejected,
} from '../ports/payment-provider.js';
import { PaymentProviderHandler } from './payment-provider.handler.js';

const paymentId = 'purchase-1:payment';
const amount = { minor: 1_250, currency: 'EUR' } as const;
const requested = {
  paymentId,
  purchaseId: '01920000-0000-7000-8000-000000000001',
  amount,
  paymentToken: 'tok_visa',
};
const approved = { kind: 'approved', reference: 'auth_1' } as const;
const silence = () => Promise.reject(new OutcomeUnknown('no answer'));
const noLine = () => Promise.reject(new ProviderUnavailable('no line'));

/** A provider that does as it is told, and writes down what it is asked. */
function scripted(script: Partial<PaymentProvider>) {
  const asked: string[] = [];
  const listening =
    <Request, Answer>(what: string, act: ((request: Request) => Promise<Answer>) | undefined) =>
    (request: Request): Promise<Answer> => {
      asked.push(`${what} ${typeof request === 'string' ? request : JSON.stringify(request)}`);
      return act ? act(request) : Promise.reject(new Error(`${what} was not expected`));
    };
  const provider: PaymentProvider = {
    authorize: listening('authorize', script.authorize),
    capture: listening('capture', script.capture),
    void: listening('void', script.void),
    findByKey: listening('find', script.findByKey),
  };
  return { handler: new PaymentProviderHandler(provider), asked };
}

function delivery(attempts = 0) {
  const sent: Message<'command'>[] = [];
  const retries: [number, string][] = [];
  return {
    attempts,
    send: (command: Message<'command'>) => void sent.push(command),
    retryIn: (ms: number, why: string) => void retries.push([ms, why]),
    sent,
    retries,
  };
}

const found = (operation: ProviderOperation | undefined) => () => Promise.resolve(operation);
const approval = new RecordAuthorization({ paymentId, outcome: approved });
const authorizeKey = `${paymentId}:authorize`;

describe('Asking the provider to authorize', () => {
  it('reports what the provider says for certain', async () => {
    for (const outcome of [approved, { kind: 'declined', reason: 'no' } as const]) {
      const { handler, asked } = scripted({ authorize: () => Promise.resolve(outcome) });
      const first = delivery();
      await handler.authorize(requested, first);
      expect(first.sent).toEqual([new RecordAuthorization({ paymentId, outcome })]);
      expect(first.retries).toEqual([]);
      expect(asked).toEqual([
        `authorize ${JSON.stringify({ key: authorizeKey, amount, token: 'tok_visa' })}`,
      ]);
    }
  });

  it('adopts what the provider did when only its answer was lost', async () => {
    const { handler, asked } = scripted({
      authorize: silence,
      findByKey: found({ what: 'authorize', outcome: approved }),
    });
    const first = delivery();
    await handler.authorize(requested, first);
    expect(first.sent).toEqual([approval]);
    expect(first.retries).toEqual([]);
    expect(asked.at(-1)).toBe(`find ${authorizeKey}`);
  });

  it('says once that nobody knows, and comes again', async () => {
    const { handler } = scripted({ authorize: silence, findByKey: found(undefined) });
    const first = delivery();
    await handler.authorize(requested, first);
    expect(first.sent).toEqual([
      new RecordOutcomeUnknown({ paymentId, what: 'authorize', detail: 'no answer' }),
    ]);
    expect(first.retries).toEqual([[1_000, 'no answer']]);

    const second = delivery(1);
    await handler.authorize(requested, second);
    expect(second.sent).toEqual([]);
    expect(second.retries).toEqual([[2_000, 'no answer']]);
  });

  it('asks first when it comes again, and sends again with the same key only what is not found', async () => {
    const { handler, asked } = scripted({
      authorize: () => Promise.resolve(approved),
      findByKey: found(undefined),
    });
    const again = delivery(3);
    await handler.authorize(requested, again);
    expect(asked.map((each) => each.split(' ')[0])).toEqual(['find', 'authorize']);
    expect(again.sent).toEqual([approval]);

    const adopting = scripted({ findByKey: found({ what: 'authorize', outcome: approved }) });
    const later = delivery(3);
    await adopting.handler.authorize(requested, later);
    expect(adopting.asked).toEqual([`find ${authorizeKey}`]);
    expect(later.sent).toEqual([approval]);
  });

  it('does not take silence for a decline when the provider does not answer questions either', async () => {
    const { handler, asked } = scripted({ authorize: silence, findByKey: silence });
    for (const attempt of [delivery(), delivery(1)]) {
      await handler.authorize(requested, attempt);
      expect(attempt.retries).toHaveLength(1);
    }
    expect(asked.map((each) => each.split(' ')[0])).toEqual(['authorize', 'find', 'find']);
  });

  it('comes again without a question when the request cannot have left', async () => {
    const { handler, asked } = scripted({ authorize: noLine });
    const first = delivery();
    await handler.authorize(requested, first);
    expect(asked).toHaveLength(1);
    expect(first.retries).toEqual([[1_000, 'no line']]);
  });

  it('pauses longer each time, a minute at most', async () => {
    const { handler } = scripted({ authorize: noLine, findByKey: noLine });
    const pauses: number[] = [];
    for (const attempts of [0, 1, 2, 5, 6, 7, 1_000]) {
      const attempt = delivery(attempts);
      await handler.authorize(requested, attempt);
      pauses.push(...attempt.retries.map(([ms]) => ms));
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('leaves to people what the provider says is wrong', async () => {
    const { handler } = scripted({ authorize: () => Promise.reject(new RequestRejected('used before')) });
    const first = delivery();
    await expect(handler.authorize(requested, first)).rejects.toThrow('used before');
    expect(first).toMatchObject({ sent: [], retries: [] });
  });

  it('says what can be stored, whatever the line says', async () => {
    const authorize = () => Promise.reject(new OutcomeUnknown(`\0${'💥'.repeat(400)}`));
    const { handler } = scripted({ authorize, findByKey: found(undefined) });
    const first = delivery();
    await handler.authorize(requested, first);
    const [note] = first.sent;
    expect(RecordOutcomeUnknown.schema.safeParse(note?.data).success).toBe(true);
  });
});

describe('Asking the provider to capture', () => {
  const data = { paymentId, reference: 'auth_1', attempt: 2 };

  it('reports what the provider says for certain, with a key for each attempt', async () => {
    const outcome = { kind: 'declined', reason: 'expired' } as const;
    const { handler, asked } = scripted({ capture: () => Promise.resolve(outcome) });
    const first = delivery();
    await handler.capture(data, first);
    expect(first.sent).toEqual([new RecordCapture({ paymentId, outcome })]);
    expect(asked).toEqual([
      `capture ${JSON.stringify({ key: `${paymentId}:capture:2`, reference: 'auth_1' })}`,
    ]);
  });

  it('adopts what the provider did when only its answer was lost', async () => {
    const outcome = { kind: 'captured' } as const;
    const { handler } = scripted({ capture: silence, findByKey: found({ what: 'capture', outcome }) });
    const first = delivery();
    await handler.capture(data, first);
    expect(first.sent).toEqual([new RecordCapture({ paymentId, outcome })]);
  });

  it('does not adopt what became of another request', async () => {
    const { handler } = scripted({
      capture: silence,
      findByKey: found({ what: 'authorize', outcome: approved }),
    });
    const first = delivery();
    await handler.capture(data, first);
    expect(first.sent).toEqual([
      new RecordOutcomeUnknown({ paymentId, what: 'capture', detail: 'no answer' }),
    ]);
  });
});

describe('Asking the provider to void', () => {
  const voided = () => Promise.resolve({ kind: 'voided' } as const);
  const done = [new RecordVoid({ paymentId })];

  it('lets go of the authorization that it is told', async () => {
    const { handler, asked } = scripted({ void: voided });
    const first = delivery();
    await handler.void({ paymentId, reference: 'auth_1' }, first);
    expect(first.sent).toEqual(done);
    expect(asked).toEqual([`void ${JSON.stringify({ key: `${paymentId}:void`, reference: 'auth_1' })}`]);
  });

  it('asks what became of the authorization when nobody knew', async () => {
    const { handler, asked } = scripted({
      void: voided,
      findByKey: found({ what: 'authorize', outcome: approved }),
    });
    const first = delivery();
    await handler.void({ paymentId }, first);
    expect(first.sent).toEqual(done);
    expect(asked).toEqual([
      `find ${authorizeKey}`,
      `void ${JSON.stringify({ key: `${paymentId}:void`, reference: 'auth_1' })}`,
    ]);
  });

  it.each<[string, ProviderOperation | undefined]>([
    ['declined', { what: 'authorize', outcome: { kind: 'declined', reason: 'no' } }],
    ['never seen', undefined],
  ])('has nothing to let go of when the authorization was %s', async (_, operation) => {
    const { handler } = scripted({ findByKey: found(operation) });
    const first = delivery();
    await handler.void({ paymentId }, first);
    expect(first.sent).toEqual(done);
  });

  it('says that nobody knows, and comes again', async () => {
    const { handler } = scripted({ void: silence, findByKey: found(undefined) });
    const first = delivery();
    await handler.void({ paymentId, reference: 'auth_1' }, first);
    expect(first.sent).toEqual([new RecordOutcomeUnknown({ paymentId, what: 'void', detail: 'no answer' })]);
    expect(first.retries).toEqual([[1_000, 'no answer']]);
  });

  it('leaves to people what the provider refuses to let go of', async () => {
    const { handler } = scripted({ void: () => Promise.resolve({ kind: 'refused', reason: 'captured' }) });
    await expect(handler.void({ paymentId, reference: 'auth_1' }, delivery())).rejects.toThrow('captured');
  });
});
