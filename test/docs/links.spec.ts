import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { anchorsOf, linksOf, pages, project, textOf } from './markdown.js';

/** @returns why a link leads nowhere, or nothing */
function trouble(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(project, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined || anchorsOf(textOf(target)).includes(anchor)) return undefined;
  return `${link}: ${target} has no such heading`;
}

describe('The pages for people', () => {
  it('are found', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/operate.md', 'libs/kernel/README.md']));
  });

  it.each(pages)('have links that lead somewhere: %s', (page) => {
    const own = linksOf(textOf(page)).filter((link) => !/^[a-z]+:/.test(link));
    expect(own.flatMap((link) => trouble(page, link) ?? [])).toEqual([]);
  });
});
