import type { INestApplicationContext } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';

import { ROUTE_POLICY } from './route-policy.js';

const PATH_METADATA = 'path';

/** @returns handlers that say neither who may use them nor that everybody may: `CardsController.issue` */
export function routesWithoutPolicy(app: INestApplicationContext): string[] {
  const discovery = app.get(DiscoveryService, { strict: false });
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  return discovery.getControllers().flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const handlers = scanner
      .getAllMethodNames(metatype.prototype)
      .map((name) => ({ name, handler: Reflect.get(metatype.prototype, name) }))
      .filter(({ handler }) => Reflect.hasMetadata(PATH_METADATA, handler));
    return handlers
      .filter(({ handler }) => !reflector.getAllAndOverride(ROUTE_POLICY, [handler, metatype]))
      .map(({ name }) => `${metatype.name}.${name}`);
  });
}
