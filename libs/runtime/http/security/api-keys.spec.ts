import { describe, expect, it } from '@jest/globals';

import { ApiKeys, newApiToken, secretHashOf } from './api-keys.js';

describe('API keys', () => {
  const token = newApiToken('shop-1');
  const key = { id: 'shop-1', secretHash: secretHashOf(token), principal: 'shop', scopes: ['cards:read'] };

  it('name who is asking', () => {
    expect(new ApiKeys([key]).principalOf(token)).toEqual({ name: 'shop', scopes: new Set(['cards:read']) });
  });

  it('keep no secret', () => {
    const secret = token.slice('csk_shop-1_'.length);
    expect(JSON.stringify(key)).not.toContain(secret);
    expect(newApiToken('shop-1')).not.toBe(token);
  });

  it.each([
    ['nothing', ''],
    ['another id', token.replace('shop-1', 'shop-2')],
    ['another secret', newApiToken('shop-1')],
    ['a secret with more behind it', `${token}x`],
    ['a secret that is cut', token.slice(0, -1)],
    ['the hash itself', `csk_shop-1_${key.secretHash}`],
    ['no secret', 'csk_shop-1_'],
    ['another prefix', token.replace('csk_', 'gck_')],
  ])('let nobody in with %s', (_, wrong) => {
    expect(new ApiKeys([key]).principalOf(wrong)).toBeUndefined();
  });

  it.each([
    ['an id with capitals', { ...key, id: 'Shop' }],
    ['an id with an underscore', { ...key, id: 'shop_1' }],
    ['an id of three characters', { ...key, id: 'sho' }],
    ['an id of 33 characters', { ...key, id: 's'.repeat(33) }],
    ['a whole token as its id', { ...key, id: token }],
    ['no hash', { ...key, secretHash: 'secret' }],
    ['a hash in capitals', { ...key, secretHash: key.secretHash.toUpperCase().replace(/^./, 'A') }],
  ])('are refused with %s', (_, wrong) => {
    expect(() => new ApiKeys([wrong])).toThrow(/API key 1 /);
    expect(() => new ApiKeys([wrong])).not.toThrow(token);
  });

  it('are refused when two have one id', () => {
    expect(() => new ApiKeys([key, key])).toThrow('API key 2');
  });
});
