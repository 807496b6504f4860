import { WORKPLACE_WORDS } from './rules/habits.js';

/** A small house with one thing wrong in it, and where the rule has to find it. */
export interface PlantedViolation {
  readonly breaks: string;
  /** Path and line, as in `libs/kernel/clock.ts:1`. */
  readonly at: string;
  readonly files: Readonly<Record<string, string>>;
}

const plant = (breaks: string, at: string, files: Readonly<Record<string, string>>): PlantedViolation => ({
  breaks,
  at,
  files,
});

/** A violation that is one line of one file. */
const plantLine = (breaks: string, path: string, text: string): PlantedViolation =>
  plant(breaks, `${path}:1`, { [path]: text });

const lines = (count: number): string => 'export {};\n'.repeat(count);

const kernel = [
  "import { Injectable } from '@nestjs/common';",
  "import type { Readable } from 'node:stream';",
  "export { Engine } from '#runtime';",
  "export type Engine = import('#runtime').Engine;",
  'export const now = () => Date.now();',
  'export const now = () => new Date();',
  'export const chance = () => Math.random();',
  'export const now = () => performance.now();',
  'export const url = process.env.DATABASE_URL;',
  'export const later = (run: () => void) => setTimeout(run, 10);',
  'export const decide = async () => 1;',
].map((text) => plantLine('kernel-depends-on-nothing', 'libs/kernel/clock.ts', text));

const domain = [
  ['libs/contexts/payments/domain/payment.ts', "import { Engine } from '#runtime';"],
  ['libs/contexts/payments/domain/payment.ts', "import { CardSold } from '#contracts/gift-cards';"],
  ['libs/contexts/payments/domain/payment.ts', "import { route } from '../http/payments.controller.js';"],
  ['libs/contexts/payments/domain/payment.ts', 'export const paidAt = () => new Date();'],
  ['libs/contexts/payments/payment.decider.ts', 'export const paidAt = () => Date.now();'],
  ['libs/contexts/payments/processes/refund.saga.ts', "import { stripe } from '../adapters/stripe.js';"],
  ['libs/contexts/payments/processes/refund.saga.ts', 'export async function refund() {}'],
  ['libs/contexts/payments/processes/refund.saga.ts', "import { GiftCards } from '#contexts/gift-cards';"],
].map(([path = '', text = '']) => plantLine('domain-is-pure', path, text));

const rooms = [
  plantLine(
    'runtime-depends-on-kernel-only',
    'libs/runtime/engine.ts',
    "import { Pool } from '#adapters/postgres';",
  ),
  plantLine(
    'runtime-depends-on-kernel-only',
    'libs/runtime/engine.ts',
    "await import('#contexts/payments');",
  ),
  plantLine(
    'adapters-depend-on-kernel-only',
    'libs/adapters/memory/bus.ts',
    "export { x } from '#adapters/rabbitmq';",
  ),
  plantLine(
    'adapters-depend-on-kernel-only',
    'libs/adapters/memory/bus.ts',
    "import type { x } from '#runtime';",
  ),
  plantLine(
    'contracts-are-data',
    'libs/contexts/payments/contracts/events.ts',
    "import { Payment } from '../domain/payment.js';",
  ),
  plantLine(
    'contracts-are-data',
    'libs/contexts/payments/contracts/events.ts',
    "import { ApiProperty } from '@nestjs/swagger';",
  ),
  plantLine(
    'contexts-meet-through-contracts',
    'libs/contexts/purchasing/purchasing.module.ts',
    "import { PaymentsModule } from '#contexts/payments';",
  ),
  plantLine(
    'contexts-meet-through-contracts',
    'libs/contexts/purchasing/purchasing.module.ts',
    "import { PaymentAuthorized } from '../payments/contracts/index.js';",
  ),
  plantLine(
    'contexts-choose-no-technology',
    'libs/contexts/payments/ports/x.ts',
    "import { Pool } from 'pg';",
  ),
  plantLine(
    'contexts-choose-no-technology',
    'libs/contexts/payments/x.ts',
    "import { x } from '#adapters/postgres';",
  ),
  plantLine('console-speaks-contracts-only', 'apps/console/src/card.tsx', "import { fold } from '#kernel';"),
  plantLine(
    'console-speaks-contracts-only',
    'apps/console/src/card.tsx',
    "import { readFile } from 'node:fs';",
  ),
  plantLine(
    'nobody-imports-apps',
    'libs/runtime/engine.ts',
    "import { hub } from '../../apps/hub/hub.module.js';",
  ),
  plantLine('nobody-imports-apps', 'apps/store/main.ts', "import { hub } from '../hub/hub.module.js';"),
  plantLine('testing-is-for-tests', 'apps/hub/main.ts', "import { given } from '#testing';"),
  plantLine('testing-is-for-tests', 'libs/runtime/engine.ts', "import { crash } from '#testing/faults';"),
  plantLine('no-deep-imports', 'libs/runtime/engine.ts', "import { saga } from '../kernel/sagas/saga.js';"),
  plantLine('no-deep-imports', 'libs/runtime/engine.ts', "import { saga } from '#kernel/sagas';"),
  plantLine('no-deep-imports', 'apps/hub/main.ts', "import { outbox } from '#adapters/postgres/outbox';"),
  plantLine(
    'no-deep-imports',
    'libs/runtime/pool.ts',
    "new Worker(new URL('../adapters/memory/worker.js', import.meta.url));",
  ),
  plantLine('no-deep-imports', 'test/journeys/buy.spec.ts', "import { saga } from 'libs/kernel/index.js';"),
];

const graph = [
  plant('no-cycles', 'libs/kernel/a.ts:2', {
    'libs/kernel/a.ts': "export const a = 1;\nexport { b } from './b.js';",
    'libs/kernel/b.ts': "import type { C } from './c.js';",
    'libs/kernel/c.ts': "export type C = typeof import('./a.js');",
  }),
  plant('no-cycles', 'libs/kernel/decider.ts:1', {
    'libs/kernel/index.ts': "export { decide } from './decider.js';",
    'libs/kernel/decider.ts': "import { fold } from '#kernel';",
  }),
  plantLine('index-only-at-a-door', 'libs/kernel/sagas/index.ts', "export { saga } from './saga.js';"),
  plantLine(
    'index-only-at-a-door',
    'libs/contexts/payments/domain/index.ts',
    "export { pay } from './pay.js';",
  ),
  plant('files-are-used', 'libs/kernel/forgotten.ts:1', {
    'apps/hub/main.ts': "import { kept } from '#kernel';",
    'libs/kernel/index.ts': "export { kept } from './kept.js';",
    'libs/kernel/kept.ts': 'export const kept = 1;',
    'libs/kernel/forgotten.ts': 'export const forgotten = 1;',
  }),
];

const habits = [
  plantLine('no-export-star', 'libs/kernel/index.ts', "export * from './saga.js';"),
  plantLine('no-export-star', 'libs/kernel/index.ts', "export * as sagas from './saga.js';"),
  plantLine('no-any', 'libs/kernel/saga.ts', 'export let state: any;'),
  plantLine('no-any', 'libs/kernel/saga.ts', 'export const states = new Set<any>();'),
  plantLine('no-any', 'libs/kernel/saga.ts', 'export const state = JSON.parse(text) as any;'),
  plantLine('no-any', 'libs/kernel/saga.ts', 'export const state = text as unknown as State;'),
  plantLine('nothing-is-silenced', 'libs/kernel/saga.ts', '// @ts-ignore\nexport const state = text;'),
  plantLine('nothing-is-silenced', 'libs/kernel/saga.ts', '//@ts-expect-error for now'),
  plantLine('nothing-is-silenced', 'libs/kernel/saga.ts', '/* oxlint-disable no-console */'),
  plantLine('no-skipped-tests', 'libs/kernel/saga.spec.ts', "it.skip('compensates', () => {});"),
  plantLine('no-skipped-tests', 'libs/kernel/saga.spec.ts', "describe.only.each([1])('saga', () => {});"),
  plantLine('no-skipped-tests', 'libs/kernel/saga.spec.ts', "xit('compensates', () => {});"),
  plantLine(
    'no-skipped-tests',
    'libs/kernel/saga.spec.ts',
    'const given = broker ? describe : describe.skip;',
  ),
  ...[
    "await client.query('BEGIN');",
    'await client.query(`begin isolation level ${level}`);',
    "await client.query('SET x = 1; START TRANSACTION');",
    'await runner.startTransaction();',
    "import type { DataSource } from 'typeorm'; export const run = (db: DataSource) => db.transaction(work);",
  ].map((text) =>
    plantLine('only-the-unit-of-work-begins-transactions', 'libs/adapters/postgres/outbox.ts', text),
  ),
  plantLine('no-workplace-words', 'README.md', `As ${WORKPLACE_WORDS[0]} says.`),
];

const tidy = [
  plant('domain-files-hold-one-thing', 'libs/contexts/payments/domain/payment.ts:151', {
    'libs/contexts/payments/domain/payment.ts': lines(151),
  }),
  plant('files-hold-one-thing', 'libs/runtime/engine.ts:351', { 'libs/runtime/engine.ts': lines(351) }),
  plantLine(
    'functions-do-one-thing',
    'libs/runtime/engine.ts',
    `export function run() {\n${'//\n'.repeat(70)}}`,
  ),
];

export const plantedViolations: readonly PlantedViolation[] = [
  ...kernel,
  ...domain,
  ...rooms,
  ...graph,
  ...habits,
  ...tidy,
];

/** A house in which every arrow that is allowed is used, so that a rule that forbids too much is seen as well. */
export const houseInOrder: Readonly<Record<string, string>> = {
  'apps/hub/main.ts': [
    "import { engine } from '#runtime';",
    "import { bus } from '#adapters/rabbitmq';",
    "import { Purchasing } from '#contexts/purchasing';",
    "import { hub } from './hub.module.js';",
    'console.log(engine, bus, Purchasing, hub, process.pid, new Date());',
  ].join('\n'),
  'apps/hub/hub.module.ts': 'export const hub = 1;',
  'apps/console/src/main.tsx':
    "import React from 'react';\nimport { Purchase } from '#contracts/purchasing';",
  'libs/kernel/index.ts': "export { saga, type Clock } from './saga.js';",
  'libs/kernel/saga.ts': [
    "import { z } from 'zod';",
    'export interface Clock { now(): Date; later(process: string): Promise<void> }',
    'export const saga = (process: { env: Date }, now: number) => [z, process.env, new Date(now)];',
  ].join('\n'),
  'libs/kernel/saga.spec.ts': [
    "import { it } from '@jest/globals';",
    "import { given } from '#testing';",
    "import { saga } from './saga.js';",
    "it('starts now', async () => given(saga({ env: new Date() }, Date.now())));",
  ].join('\n'),
  'libs/runtime/index.ts': [
    "import { Module } from '@nestjs/common';",
    "import { setTimeout } from 'node:timers/promises';",
    "import { saga } from '#kernel';",
    "export const thread = new URL('thread.js', import.meta.url);",
    'export const engine = async () => setTimeout(1, [Module, saga]);',
  ].join('\n'),
  'libs/runtime/thread.ts': 'export {};',
  'libs/adapters/rabbitmq/index.ts':
    "import type { Clock } from '#kernel';\nexport const bus = (clock: Clock) => clock;",
  'libs/adapters/postgres/index.ts': "export { unitOfWork } from './unit-of-work.js';",
  'libs/adapters/postgres/unit-of-work.ts':
    "export const unitOfWork = ['BEGIN', 'CREATE FUNCTION f() AS $$ BEGIN END $$'];",
  'libs/contexts/payments/contracts/index.ts': "import { z } from 'zod';\nexport const Paid = z.object({});",
  'libs/contexts/purchasing/index.ts': "export { Purchasing } from './purchasing.module.js';",
  'libs/contexts/purchasing/purchasing.module.ts': [
    "import { engine } from '#runtime';",
    "import { Paid } from '#contracts/payments';",
    "import { purchase } from './processes/purchase.saga.js';",
    "import { provider } from './adapters/provider.js';",
    'export const Purchasing = [engine, Paid, purchase, provider];',
  ].join('\n'),
  'libs/contexts/purchasing/adapters/provider.ts': "import pg from 'pg';\nexport const provider = pg;",
  'libs/contexts/purchasing/contracts/index.ts':
    "import { Paid } from '#contracts/payments';\nexport const Purchase = Paid;",
  'libs/contexts/purchasing/domain/basket.ts': [
    "import { saga } from '#kernel';",
    "import { Purchase } from '../contracts/index.js';",
    'export const basket = saga(Purchase, 1);',
  ].join('\n'),
  'libs/contexts/purchasing/processes/purchase.saga.ts': [
    "import { Paid } from '#contracts/payments';",
    "import { basket } from '../domain/basket.js';",
    'export const purchase = [Paid, basket];',
  ].join('\n'),
  'libs/testing/index.ts': "import { saga } from '#kernel';\nexport const given = (x: unknown) => [x, saga];",
  'test/journeys/buy.spec.ts': [
    "import { unitOfWork } from '#adapters/postgres';",
    "import { given } from '#testing';",
    "import { hub } from '../../apps/hub/hub.module.js';",
    "await given([hub, unitOfWork, 'BEGIN']);",
  ].join('\n'),
  'README.md': 'A house in order.',
};
