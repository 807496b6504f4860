import type { FastifyRequest } from 'fastify';

import { httpProblem } from '../problems/http-problem.js';
import type { Principal } from './api-keys.js';

const principals = new WeakMap<FastifyRequest, Principal>();

export function rememberPrincipal(request: FastifyRequest, principal: Principal): void {
  principals.set(request, principal);
}

/** Who is asking. @throws HttpProblem 401 on a public route */
export function principalOf(request: FastifyRequest): Principal {
  const principal = principals.get(request);
  if (!principal) throw unauthenticated();
  return principal;
}

export const unauthenticated = () =>
  httpProblem('unauthenticated', 'Send an API key: Authorization: Bearer csk_…', {
    headers: { 'WWW-Authenticate': 'Bearer realm="countersign"' },
  });

/** @throws HttpProblem 403 when the principal may not do all of these */
export function requireScopes(principal: Principal, scopes: readonly string[]): void {
  const missing = scopes.filter((scope) => !principal.scopes.has(scope));
  if (missing.length === 0) return;
  const scope = missing.join(' ');
  throw httpProblem('insufficient-scope', `This needs the scope ${scope}`, {
    headers: {
      'WWW-Authenticate': `Bearer realm="countersign", error="insufficient_scope", scope="${scope}"`,
    },
  });
}
