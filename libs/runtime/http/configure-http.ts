import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { Metrics } from '../observability/metrics.js';
import { ApiDocument } from './docs/api-document.js';

// An API sends documents, not pages: nothing in an answer may be run, framed or loaded. Pages set their own policy.
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: { defaultSrc: "'none'", baseUri: "'none'", formAction: "'none'", frameAncestors: "'none'" },
};

/**
 * What a Nest application needs beyond `HttpModule`, before it starts:
 * `configureHttp(await NestFactory.create(AppModule, new ApiAdapter()))`. There is no CORS: browsers of other origins
 * have no business here.
 */
export function configureHttp(app: NestFastifyApplication): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    xFrameOptions: { action: 'deny' },
  });
  measureRequests(app);
  app.get(ApiDocument).describe(app);
}

function measureRequests(app: NestFastifyApplication): void {
  const { httpDuration } = app.get(Metrics, { strict: false });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      // The template, never the address itself: there must not be a time series for each card.
      const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
      const status = `${Math.floor(reply.statusCode / 100)}xx`;
      httpDuration.observe({ method: request.method, route, status }, reply.elapsedTime / 1_000);
      done();
    });
}
