import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';

import { type RequestPart, schemaProblem } from './schema-problems.js';

const PARTS: Partial<Record<ArgumentMetadata['type'], RequestPart>> = {
  body: 'body',
  param: 'path',
  query: 'query',
};

/** Holds each part of a request against the schema that its parameter declares: `@Body({ schema })`. */
@Injectable()
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, { schema, type, data }: ArgumentMetadata): Promise<unknown> {
    const part = PARTS[type];
    if (!schema || !part) return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues) throw schemaProblem(result.issues, part, data);
    return result.value;
  }
}
