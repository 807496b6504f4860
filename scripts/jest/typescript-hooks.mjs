/**
 * Lets plain Node import the TypeScript sources (`register` it): Jest transforms specs, but not what its
 * global set-up imports, and the set-up must not depend on a build.
 */
import { transform } from '@swc/core';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { swcOptions } from './swc-options.mjs';

const project = new URL('../../', import.meta.url);
const doors = Object.entries(JSON.parse(readFileSync(new URL('package.json', project), 'utf8')).imports);

function sourceBehindDoor(specifier) {
  for (const [door, built] of doors) {
    const [before, after] = door.split('*');
    if (after === undefined ? specifier !== door : !specifier.startsWith(before)) continue;
    const source = built.replace('*', specifier.slice(before.length)).replace('./dist/', './');
    return new URL(source.replace(/\.js$/, '.ts'), project);
  }
  return undefined;
}

function sourceOf(specifier, parentURL) {
  if (specifier.startsWith('#')) return sourceBehindDoor(specifier);
  if (!specifier.startsWith('.') || !specifier.endsWith('.js') || !parentURL?.endsWith('.ts'))
    return undefined;
  return new URL(specifier.replace(/\.js$/, '.ts'), parentURL);
}

export async function resolve(specifier, context, next) {
  const source = sourceOf(specifier, context.parentURL);
  if (source !== undefined && existsSync(source)) {
    return { url: source.href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    ...swcOptions,
    filename,
    swcrc: false,
  });
  return { format: 'module', source: code, shortCircuit: true };
}
