import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import type { Edit, Mutant } from './mutant.js';

/** @throws Error when the text to replace is missing or not unique: then the mutant is out of date */
export function edited(source: string, { file, find, replace }: Edit): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times:\n${find}`);
  return parts.join(replace);
}

const COPIED = [
  'apps',
  'libs',
  'test',
  'scripts',
  'dist',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'jest.config.mjs',
];

/** A copy of the sources and the built program, into which bugs are planted one after another. */
export class Workshop {
  private constructor(
    readonly folder: string,
    private readonly options: ts.CompilerOptions,
  ) {}

  /** @param root the project's folder, with a built program */
  static open(root: string): Workshop {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-mutants-'));
    for (const each of COPIED) cpSync(join(root, each), join(folder, each), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    return new Workshop(folder, ts.parseJsonConfigFileContent(config, ts.sys, root).options);
  }

  /** Plants the bug, in source and program, as long as the work goes on. */
  async with<T>({ edits }: Mutant, work: () => Promise<T>): Promise<T> {
    const before = new Map(edits.map(({ file }) => [file, this.read(file)]));
    try {
      for (const edit of edits) this.write(edit.file, edited(this.read(edit.file), edit));
      return await work();
    } finally {
      for (const [file, source] of before) this.write(file, source);
    }
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  private write(file: string, source: string): void {
    const { outputText } = ts.transpileModule(source, {
      // Alone, a file does not know from package.json that it is an ES module.
      compilerOptions: { ...this.options, module: ts.ModuleKind.ESNext, sourceMap: false },
      fileName: file,
    });
    writeFileSync(join(this.folder, file), source);
    writeFileSync(join(this.folder, 'dist', file.replace(/\.ts$/, '.js')), outputText);
  }
}
