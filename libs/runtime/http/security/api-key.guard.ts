import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { httpProblem } from '../problems/http-problem.js';
import { ApiKeys } from './api-keys.js';
import { rememberPrincipal, requireScopes, unauthenticated } from './principal.js';
import { RequestLimits } from './request-limits.js';
import { ROUTE_POLICY, type RoutePolicy } from './route-policy.js';

/** Lets nobody in but whom the route's policy names; a route without a policy is closed. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeys,
    private readonly limits: RequestLimits,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    const policy = this.reflector.getAllAndOverride<RoutePolicy | undefined>(ROUTE_POLICY, targets);
    if (policy?.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = this.keys.principalOf(bearerToken(request.headers.authorization));
    if (!principal) throw unauthenticated();
    if (!policy) throw httpProblem('insufficient-scope', 'Nobody may use this route');
    requireScopes(principal, policy.scopes);
    this.limits.admit(principal.name, context.switchToHttp().getResponse<FastifyReply>());
    rememberPrincipal(request, principal);
    return true;
  }
}

function bearerToken(authorization = ''): string {
  const [, token = ''] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
  return token;
}
