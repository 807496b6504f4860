import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';

import { type PaymentProvider, RequestRejected } from './payment-provider.js';

export interface ProviderUnderTest {
  readonly provider: PaymentProvider;
  /** A token that is approved. */
  readonly goodToken: string;
  /** A token that is declined. */
  readonly badToken: string;
  close(): Promise<void>;
}

/** What the platform relies on, from any payment provider. */
export function paymentProviderCompliance(name: string, open: () => Promise<ProviderUnderTest>): void {
  describe(`${name}, as a payment provider,`, () => {
    const amount = { minor: 1_250, currency: 'EUR' } as const;
    const key = () => `compliance:${randomUUID()}`;
    let opened: ProviderUnderTest;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const authorize = (with_: { key?: string; minor?: number; token?: string } = {}) =>
      opened.provider.authorize({
        key: with_.key ?? key(),
        amount: { ...amount, minor: with_.minor ?? amount.minor },
        token: with_.token ?? opened.goodToken,
      });

    async function approvedReference(): Promise<string> {
      const outcome = await authorize();
      if (outcome.kind !== 'approved') throw new Error(`declined: ${outcome.reason}`);
      return outcome.reference;
    }

    it('approves with a reference of its own for each authorization', async () => {
      expect(await approvedReference()).not.toBe(await approvedReference());
    });

    it('declines with a reason', async () => {
      expect(await authorize({ token: opened.badToken })).toEqual({
        kind: 'declined',
        reason: expect.stringMatching(/./),
      });
    });

    it('answers a repeated request as the first one', async () => {
      const same = key();
      expect(await authorize({ key: same })).toEqual(await authorize({ key: same }));
      const reference = await approvedReference();
      const captureKey = key();
      for (const _ of ['once', 'twice']) {
        expect(await opened.provider.capture({ key: captureKey, reference })).toEqual({ kind: 'captured' });
      }
    });

    it('applies a key once, even when it is asked many times at once', async () => {
      const same = key();
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => authorize({ key: same })));
      expect(new Set(outcomes.map((each) => JSON.stringify(each))).size).toBe(1);
    });

    it('rejects a key that comes with another request', async () => {
      const same = key();
      await authorize({ key: same });
      await expect(authorize({ key: same, minor: 1 })).rejects.toThrow(RequestRejected);
    });

    it('lets go of what it has set aside, also when it is asked twice', async () => {
      const reference = await approvedReference();
      expect(await opened.provider.void({ key: key(), reference })).toEqual({ kind: 'voided' });
      expect(await opened.provider.void({ key: key(), reference })).toEqual({ kind: 'voided' });
    });

    it('collects nothing that was voided, and nothing twice', async () => {
      const voided = await approvedReference();
      await opened.provider.void({ key: key(), reference: voided });
      expect(await opened.provider.capture({ key: key(), reference: voided })).toMatchObject({
        kind: 'declined',
      });
      const captured = await approvedReference();
      await opened.provider.capture({ key: key(), reference: captured });
      expect(await opened.provider.capture({ key: key(), reference: captured })).toMatchObject({
        kind: 'declined',
      });
    });

    it('refuses to let go of what was collected', async () => {
      const reference = await approvedReference();
      await opened.provider.capture({ key: key(), reference });
      expect(await opened.provider.void({ key: key(), reference })).toMatchObject({ kind: 'refused' });
    });

    it('rejects a reference that it has never given', async () => {
      await expect(opened.provider.capture({ key: key(), reference: key() })).rejects.toThrow(
        RequestRejected,
      );
      await expect(opened.provider.void({ key: key(), reference: key() })).rejects.toThrow(RequestRejected);
    });

    it('remembers what became of each key', async () => {
      const keys = { authorize: key(), capture: key(), void: key(), declined: key() };
      const approved = await authorize({ key: keys.authorize });
      const declined = await authorize({ key: keys.declined, token: opened.badToken });
      const reference = await approvedReference();
      await opened.provider.capture({ key: keys.capture, reference });
      await opened.provider.void({ key: keys.void, reference });
      const find = (one: string) => opened.provider.findByKey(one);
      expect(await find(keys.authorize)).toEqual({ what: 'authorize', outcome: approved });
      expect(await find(keys.declined)).toEqual({ what: 'authorize', outcome: declined });
      expect(await find(keys.capture)).toEqual({ what: 'capture', outcome: { kind: 'captured' } });
      expect(await find(keys.void)).toMatchObject({ what: 'void', outcome: { kind: 'refused' } });
      expect(await find(key())).toBeUndefined();
    });
  });
}
