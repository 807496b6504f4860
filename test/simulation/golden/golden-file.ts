import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { react, type SagaCommand, type SagaDefinition, type SagaInstance } from '#kernel';
import type { RecordedTurn, SagaHistory } from '#testing/saga-simulation';

const folder = new URL('.', import.meta.url);
const FILE = /^(.+)@(\d+)\.jsonl$/;

/** A file of one version of one saga, one history a line. */
export interface GoldenFile {
  readonly name: string;
  readonly saga: string;
  readonly version: number;
}

export const goldenFiles = (): GoldenFile[] =>
  readdirSync(fileURLToPath(folder)).flatMap((name) => {
    const [, saga, version] = FILE.exec(name) ?? [];
    return saga === undefined ? [] : [{ name, saga, version: Number(version) }];
  });

export function writeGoldenFile({ name, version }: SagaDefinition, histories: readonly SagaHistory[]): void {
  const lines = histories.map((history) => `${JSON.stringify(history)}\n`);
  writeFileSync(new URL(`${name}@${version}.jsonl`, folder), lines.join(''));
}

export const readGoldenFile = ({ name }: GoldenFile): SagaHistory[] =>
  readFileSync(new URL(name, folder), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): SagaHistory => JSON.parse(line));

/** Plays a history, or the rest of one, through a definition. */
export function replay(definition: SagaDefinition, before: SagaInstance, turns: readonly RecordedTurn[]) {
  let instance = before;
  const sent = turns.map(({ at, input, commands }) => {
    const ids = commands.map(({ id }) => id);
    const reaction = react(definition, instance, input, {
      now: at,
      newId: () => ids.shift() ?? 'one too many',
    });
    // As a store keeps it.
    instance = JSON.parse(JSON.stringify(reaction.instance));
    return reaction.commands.map(told);
  });
  return { sent, after: instance };
}

export const told = ({ id, token, message: { type, version, data } }: SagaCommand): string =>
  `${id} ${token} ${type}@${version} ${JSON.stringify(data)}`;
