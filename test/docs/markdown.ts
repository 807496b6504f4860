import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = fileURLToPath(new URL('../..', import.meta.url));

const PLACES = ['README.md', 'docs', 'apps', 'libs', 'test'];

/** Text of a file, by its path from the root of the project. */
export const textOf = (path: string): string => readFileSync(join(project, path), 'utf8');

/** Paths of all pages for people, from the root of the project. */
export const pages: readonly string[] = PLACES.flatMap((place) =>
  statSync(join(project, place)).isFile()
    ? [place]
    : readdirSync(join(project, place), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(place, name),
      ),
).filter((path) => path.endsWith('.md'));

export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** The line before it, without its backticks, when that is a path alone. */
  readonly path?: string;
}

const BLOCK = /(?:^`([^`\n]+)`\n\n)?^(`{3,})(\w*)\n([\s\S]*?)\n\2$/gm;

export const codeBlocksOf = (page: string): CodeBlock[] =>
  [...page.matchAll(BLOCK)].map(([, path, , language = '', code = '']) => ({
    language,
    code,
    ...(path !== undefined && { path }),
  }));

export const proseOf = (page: string): string => page.replace(BLOCK, '');

/** Targets of all links, and of all headings as GitHub names them. */
export const linksOf = (page: string): string[] =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

export const anchorsOf = (page: string): string[] =>
  [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Cells of the tables below a heading, up to the next one, without their head and without backticks. */
export function tableBelow(page: string, heading: string): string[][] {
  const [, below = ''] = page.split(`\n${heading}\n`);
  const [part = ''] = below.split(/^#/m);
  const rows = part
    .split('\n')
    .map((line) => (line.startsWith('|') ? line.slice(1, -1).split('|') : undefined));
  return rows.flatMap((row, at) => {
    const isHead = rows[at + 1]?.[0]?.includes('---') ?? false;
    return row && !isHead && !row[0]?.includes('---')
      ? [row.map((cell) => cell.replaceAll('`', '').trim())]
      : [];
  });
}
