import { describe, expect, it } from '@jest/globals';

import { RouteTable } from './route-table.js';

describe('The route table', () => {
  const routes = new RouteTable();
  routes.add('/v1/cards', 'POST');
  routes.add('/v1/cards', ['GET', 'HEAD']);
  routes.add('/v1/cards/:id', 'GET');
  routes.add('/v1.json', 'GET');
  routes.add('/console/*', 'GET');

  it.each([
    ['/v1/cards', ['GET', 'HEAD', 'POST']],
    ['/v1/cards?limit=1', ['GET', 'HEAD', 'POST']],
    ['/v1/cards/7', ['GET']],
    ['/v1/cards/7/loads', []],
    ['/v1/cards/', []],
    ['/v1xjson', []],
    ['/console/a/b', ['GET']],
    ['/', []],
  ])('knows the methods of %s', (url, methods) => {
    expect(routes.methodsOf(url)).toEqual(methods);
  });
});
