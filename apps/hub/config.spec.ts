import { describe, expect, it } from '@jest/globals';

import { readConfig } from './config.js';

const KEY = { id: 'till-0001', secretHash: 'a'.repeat(64), principal: 'shop', scopes: ['cards:read'] };
const KEYS = JSON.stringify([KEY]);

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://app:Wd8-x2@db:5432/countersign',
  PAYMENT_PROVIDER_URL: 'https://payments.example',
  COUNTERSIGN_API_KEYS: KEYS,
  COUNTERSIGN_HUB_KEY: 'a key in PEM',
};

describe('The configuration', () => {
  it('is complete without any variable: one process, embedded database, this machine only', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ production: false, host: '127.0.0.1', amqpUrls: [] });
    expect([...config.roles]).toEqual(['http', 'workers']);
  });

  it('takes several broker nodes and single roles', () => {
    const config = readConfig({ AMQP_URL: 'amqp://a, amqp://b', COUNTERSIGN_ROLES: 'http' });
    expect(config.amqpUrls).toEqual(['amqp://a', 'amqp://b']);
    expect([...config.roles]).toEqual(['http']);
  });

  it('lets the owner of the chain say who bears an overdraft about which nobody decides', () => {
    expect(readConfig({}).overdraftRules.otherwise).toBe('borne-by-brand');
    const { overdraftRules } = readConfig({ COUNTERSIGN_OVERDRAFT_BEARER: 'stores' });
    expect(overdraftRules.otherwise).toBe('borne-by-stores');
  });

  it.each([
    ['COUNTERSIGN_ROLES', 'cook'],
    ['COUNTERSIGN_PORT', '70000'],
    ['DATABASE_URL', 'mysql://x'],
    ['COUNTERSIGN_API_KEYS', '{'],
    ['PAYMENT_TIMEOUT_MS', 'soon'],
    ['COUNTERSIGN_OVERDRAFT_BEARER', 'guest'],
  ])('refuses %s=%s and names it', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(name);
  });

  it.each([
    ['capitals in its id', { id: 'Till-0001' }, '[1].id'],
    ['an id of three characters', { id: 'abc' }, '[1].id'],
    ['an id of 33 characters', { id: 'a'.repeat(33) }, '[1].id'],
    ['its whole token as its id', { id: 'csk_till_0123456789abcdef' }, '[1].id'],
    ['the id of another', { id: KEY.id }, '[1].id'],
    ['its secret in place of the hash', { secretHash: '0123456789abcdef' }, '[1].secretHash'],
  ])('refuses a key with %s, and names its place, not what is in it', (_, wrong, place) => {
    const keys = [KEY, { ...KEY, id: 'till-0002', ...wrong }];
    const read = () => readConfig({ COUNTERSIGN_API_KEYS: JSON.stringify(keys) });
    expect(read).toThrow(`COUNTERSIGN_API_KEYS${place}`);
    expect(read).not.toThrow(/0123456789abcdef/);
  });

  it('wants one payment provider for all workers on a shared database', () => {
    expect(() => readConfig({ DATABASE_URL: PRODUCTION.DATABASE_URL })).toThrow('PAYMENT_PROVIDER_URL');
  });

  it('accepts production with secrets of its own', () => {
    expect(readConfig(PRODUCTION).production).toBe(true);
  });

  it.each([
    ['DATABASE_URL', 'postgres://postgres:postgres@db/countersign'],
    ['DATABASE_URL', undefined],
    ['AMQP_URL', 'amqp://guest:guest@mq'],
    ['COUNTERSIGN_API_KEYS', undefined],
    ['COUNTERSIGN_HUB_KEY', undefined],
  ])('refuses production with a default in %s', (name, value) => {
    expect(() => readConfig({ ...PRODUCTION, [name]: value })).toThrow(name);
  });
});
