import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { Metrics } from '../observability/metrics.js';
import { ApiDocument } from './docs/api-document.js';
import { httpProblem } from './problems/http-problem.js';
import { LeaveTaking } from './server/leave-taking.js';
import { RequestsUnderWay } from './server/requests-under-way.js';

// An API sends documents, not pages: nothing in an answer may be run, framed or loaded. Pages set their own policy.
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: { defaultSrc: "'none'", baseUri: "'none'", formAction: "'none'", frameAncestors: "'none'" },
};

/**
 * What a Nest application needs beyond `HttpModule`, before it starts:
 * `configureHttp(await NestFactory.create(AppModule, new ApiAdapter()))`. There is no CORS: browsers of other origins
 * have no business here.
 * @param serves `probes`: only health and metrics, for a process that serves no API
 */
export function configureHttp(app: NestFastifyApplication, serves: 'api' | 'probes' = 'api'): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    xFrameOptions: { action: 'deny' },
  });
  if (serves === 'probes') refuseAllButProbes(app);
  followRequests(app);
  measureRequests(app);
  app.get(ApiDocument).describe(app);
}

/** Each may hold a body of 256 KiB: together they are what the process can bear. */
const UNDER_WAY_MAX = 3_000;
const PROBES = /^\/(health\/|metrics(\?|$))/;

function refuseAllButProbes(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async ({ url }) => {
      if (!PROBES.test(url)) throw httpProblem('not-found', 'This process works and serves no API');
    });
}

function followRequests(app: NestFastifyApplication): void {
  const underWay = app.get(RequestsUnderWay, { strict: false });
  const leaveTaking = app.get(LeaveTaking, { strict: false });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    // Health is asked for above all when there is too much to do.
    const isFull = underWay.count >= UNDER_WAY_MAX && !PROBES.test(request.url);
    underWay.add(reply);
    done(isFull ? httpProblem('overloaded', `${UNDER_WAY_MAX} requests are under way`) : undefined);
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (leaveTaking.isLeaving) reply.header('Connection', 'close');
    done();
  });
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
