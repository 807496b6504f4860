import { httpProblem, isPublic } from '#runtime';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';

/** What every till of the store shows. */
export const TILL_KEY = Symbol('TillKey');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Lets in who shows the store's till key, and nobody else. */
@Injectable()
export class TillKeyGuard implements CanActivate {
  private readonly expected: Buffer;

  constructor(
    private readonly reflector: Reflector,
    @Inject(TILL_KEY) key: string,
  ) {
    this.expected = digest(key);
  }

  canActivate(context: ExecutionContext): boolean {
    if (isPublic(this.reflector, context)) return true;
    const { authorization = '' } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    const [, shown = ''] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
    if (timingSafeEqual(digest(shown), this.expected)) return true;
    throw httpProblem('unauthenticated', "Send the store's till key: Authorization: Bearer …", {
      headers: { 'WWW-Authenticate': 'Bearer realm="countersign-store"' },
    });
  }
}
