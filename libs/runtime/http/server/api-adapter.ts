import { FastifyAdapter } from '@nestjs/platform-fastify';

import { answerClientError, answerRouterError, newRequestId } from './unroutable.js';
import { checkJson } from './json-body.js';
import { unpacked } from './unpacked.js';
import { RouteTable } from './route-table.js';

const BODY_BYTES_MAX = 256 * 1024;
// The time in which a request must have arrived; answering it may take longer.
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
const CHECK_EVERY_MS = 5_000;
// Longer than proxies keep an idle connection, and than anybody may wait for an answer.
const KEEP_ALIVE_MS = 65_000;
const SILENCE_MS_MAX = 75_000;
// An idle one costs about 10 KiB.
const CONNECTIONS_MAX = 20_000;

/** Fastify as our API wants it: JSON only, bounded in every way, request ids of its own making. */
export class ApiAdapter extends FastifyAdapter {
  /** All routes, as they are registered. */
  readonly routes = new RouteTable();

  constructor() {
    super({
      bodyLimit: BODY_BYTES_MAX,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionTimeout: SILENCE_MS_MAX,
      keepAliveTimeout: KEEP_ALIVE_MS,
      http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CHECK_EVERY_MS },
      genReqId: newRequestId,
      requestIdHeader: false,
      // While it closes, what is under way is answered; Fastify's own 503 would be no problem document.
      return503OnClosing: false,
      clientErrorHandler: answerClientError,
      frameworkErrors: answerRouterError,
      routerOptions: { maxParamLength: 300 },
    });
    const fastify = this.getInstance();
    fastify.server.maxConnections = CONNECTIONS_MAX;
    fastify.addHook('onRoute', ({ url, method }) => this.routes.add(url, method));
    fastify.addHook('preParsing', (request, _reply, payload, done) => done(null, unpacked(request, payload)));
    fastify.addHook('onRequest', (request, reply, done) => {
      reply.headers({ 'Request-Id': request.id, 'Cache-Control': 'no-store' });
      done();
    });
  }

  /** Called by Nest, whose own parsers would also take forms. */
  override registerParserMiddleware(): void {
    const fastify = this.getInstance();
    const parse = fastify.getDefaultJsonParser('error', 'error');
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
      parse(request, text, (error, body) => {
        if (error) return done(error);
        try {
          checkJson(body);
        } catch (problem) {
          return done(problem instanceof Error ? problem : new Error(String(problem)));
        }
        return done(null, body);
      });
    });
  }
}
