import { type INestApplication, Injectable } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import { Problem } from '../problems/problem.js';
import { API_KEY_SCHEME } from '../security/route-policy.js';
import { zodToJsonSchema } from './zod-to-json-schema.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** What a program says of its API. */
export interface ApiAbout {
  readonly title: string;
  readonly description: string;
  /** What its keys look like. */
  readonly bearerFormat: string;
}

const HUB: ApiAbout = {
  title: 'Countersign',
  description: 'Gift cards and purchases. Commands answer 202 and are followed as operations.',
  bearerFormat: 'csk_<id>_<secret>',
};

/** The API as an OpenAPI 3.1 document, built from the routes when it is first asked for. */
@Injectable()
export class ApiDocument {
  private app: INestApplication | undefined;
  private about = HUB;
  private document: OpenAPIObject | undefined;

  describe(app: INestApplication, about: ApiAbout = HUB): void {
    this.app = app;
    this.about = about;
  }

  /** @throws Error before `configureHttp` was called */
  get(): OpenAPIObject {
    if (!this.app) throw new Error('Call configureHttp(app) before the application starts');
    this.document ??= documentOf(this.app, this.about);
    return this.document;
  }
}

function documentOf(app: INestApplication, { title, description, bearerFormat }: ApiAbout): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setDescription(description)
    .setVersion('1')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat }, API_KEY_SCHEME)
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: zodToJsonSchema,
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  return withProblems(document);
}

/** Every route can answer with a problem, whether its controller says so or not. */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  const components = zodToJsonSchema(Problem, { schemaType: 'output' })?.components;
  const schemas = JSON.parse(JSON.stringify(components).replaceAll('"#/$defs/', '"#/components/schemas/'));
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...schemas },
  };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (!operation) continue;
      operation.security ??= [];
      Object.assign(operation.responses, { '4XX': PROBLEM_RESPONSE, '5XX': PROBLEM_RESPONSE });
    }
  }
  return document;
}

const PROBLEM_RESPONSE = {
  description: 'Why it was not done',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
