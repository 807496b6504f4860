import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { type CodeBlock, codeBlocksOf, project, textOf } from './markdown.js';

const NEEDED = 'apps libs scripts package.json tsconfig.json jest.config.mjs .oxlintrc.json'.split(' ');

/** The blocks in their order; a block without a path goes on with the file of the one before it. */
function withPaths(blocks: readonly CodeBlock[]): Required<CodeBlock>[] {
  let path = '';
  return blocks.map((block) => {
    path = block.path ?? path;
    return { ...block, path };
  });
}

/** @throws Error when a line that should be there is not */
function patched(text: string, diff: string): string {
  const lines = text.split('\n');
  const changes = diff.split('\n');
  const before = changes.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
  const after = changes.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
  const at = lines.findIndex((_, start) => before.every((line, n) => lines[start + n] === line));
  if (at < 0) throw new Error(`No such lines:\n${before.join('\n')}`);
  return lines.toSpliced(at, before.length, ...after).join('\n');
}

describe('The tutorial', () => {
  let copy: string;

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'countersign-tutorial-'));
    for (const name of NEEDED) await cp(join(project, name), join(copy, name), { recursive: true });
    await symlink(join(project, 'node_modules'), join(copy, 'node_modules'));
    for (const { language, path, code } of withPaths(
      codeBlocksOf(textOf('docs/tutorial-add-a-context.md')),
    )) {
      const file = join(copy, path);
      if (language === 'diff') await writeFile(file, patched(await readFile(file, 'utf8'), code));
      else if (path.startsWith('libs/')) {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, `${code}\n`);
      }
    }
  });

  afterAll(() => rm(copy, { recursive: true, force: true }));

  /** @returns what the program says, when it does not end well */
  function complaints(program: string, ...args: string[]): Promise<string> {
    const modules = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    return new Promise((resolve) => {
      const command = [...modules, join('node_modules', program), ...args];
      execFile(process.execPath, command, { cwd: copy }, (error, said, saidToo) =>
        resolve(error ? `${said}${saidToo}` : ''),
      );
    });
  }

  it('compiles, together with the hub that it changes', async () => {
    const config = {
      extends: './tsconfig.json',
      compilerOptions: { noEmit: true, incremental: false },
      include: ['libs/contexts/loyalty', 'apps/hub/hub.module.ts', 'apps/hub/development-key.ts'],
    };
    await writeFile(join(copy, 'tsconfig.tutorial.json'), JSON.stringify(config));
    expect(await complaints('typescript/bin/tsc', '-p', 'tsconfig.tutorial.json')).toBe('');
  });

  it('is as the linter wants it', async () => {
    expect(await complaints('oxlint/bin/oxlint', 'libs/contexts/loyalty', 'apps/hub')).toBe('');
  });

  it('passes its own specs', async () => {
    expect(await complaints('jest/bin/jest.js', 'libs/contexts/loyalty')).toBe('');
  });
});
