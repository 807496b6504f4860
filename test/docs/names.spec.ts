import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { quickStart } from '../../apps/hub/quick-start.js';
import { codeBlocksOf, pages, project, tableBelow, textOf } from './markdown.js';

const namesIn = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, name = '']) => name)),
];

const ofTheHub = namesIn(textOf('apps/hub/config.ts'), /^ {2}([A-Z_]+): \S/gm);
const ofTheSandbox = namesIn(textOf('apps/payment-sandbox/main.ts'), /^ {2}([A-Z_]+): z/gm);
const ofTheDemo = namesIn(textOf('apps/demo/options.ts'), /^ {2}([A-Z_]+) {2}/gm);

const ofTheStore = namesIn(textOf('apps/store/options.ts'), /environment\['([A-Z_]+)'\]/g);

const foldersIn = (place: string): string[] =>
  readdirSync(join(project, place), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

const firstCells = (table: readonly string[][]): string[] => table.map(([name = '']) => name);

describe('What the pages name', () => {
  it('is every variable of the hub and of the payment sandbox, and no other', () => {
    expect(ofTheHub).toContain('DATABASE_URL');
    const told = tableBelow(textOf('docs/operate.md'), '## Configuration');
    expect(firstCells(told).toSorted()).toEqual([...ofTheHub, ...ofTheSandbox].toSorted());
  });

  it.each(pages)('is a variable that some program reads: %s', (page) => {
    const known = new Set([...ofTheHub, ...ofTheSandbox, ...ofTheDemo, ...ofTheStore]);
    const named = namesIn(
      textOf(page),
      /\b((?:COUNTERSIGN|PAYMENT)_[A-Z_]+|(?:DATABASE|AMQP)_URL|LOG_[A-Z]+)\b/g,
    );
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(pages)('is a command of package.json: %s', (page) => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(textOf('package.json'));
    const named = namesIn(textOf(page), /\bnpm (?:run |(?=start\b|test\b))([a-z][a-z:-]*)/g);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('is, in the README, what the hub prints when it starts', () => {
    const printed = quickStart({ url: 'http://127.0.0.1:3000', bearer: 'csk_development_…' });
    const [lines] = codeBlocksOf(textOf('README.md'));
    expect(lines?.code).toContain('curl');
    expect(printed).toContain(lines?.code);
  });

  it('is, in the map of the README, every room and every context', () => {
    const map = codeBlocksOf(textOf('README.md')).find(({ code }) => code.startsWith('apps/'))?.code ?? '';
    const drawn = namesIn(map, /^ +([\w-]+)\//gm);
    const rooms = ['apps', 'libs', 'libs/contexts', 'test'].flatMap(foldersIn);
    expect(drawn.toSorted()).toEqual(rooms.toSorted());
  });
});
