import { applyDecorators, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';

/** Who may use a route. */
export type RoutePolicy =
  { readonly kind: 'public' } | { readonly kind: 'scopes'; readonly scopes: readonly string[] };

export const ROUTE_POLICY = Symbol('RoutePolicy');
export const API_KEY_SCHEME = 'apiKey';

const policy = (value: RoutePolicy) => SetMetadata(ROUTE_POLICY, value);

/** Anybody may use the route, without a key. */
export const Public = () => policy({ kind: 'public' });

/** Whether anybody may use what the handler or its class serves. */
export const isPublic = (reflector: Reflector, context: ExecutionContext): boolean =>
  reflector.getAllAndOverride<RoutePolicy | undefined>(ROUTE_POLICY, [
    context.getHandler(),
    context.getClass(),
  ])?.kind === 'public';

/** The route needs a key with all of these scopes, such as `cards:write`. */
export const Scopes = (...scopes: [string, ...string[]]) =>
  applyDecorators(
    policy({ kind: 'scopes', scopes }),
    ApiBearerAuth(API_KEY_SCHEME),
    ApiExtension('x-scopes', scopes),
  );

/** The route needs any valid key. For what belongs to the caller, or where the handler itself calls `requireScopes`. */
export const AnyKey = () =>
  applyDecorators(policy({ kind: 'scopes', scopes: [] }), ApiBearerAuth(API_KEY_SCHEME));
