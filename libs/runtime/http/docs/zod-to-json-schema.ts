import { z } from 'zod';

/** JSON Schema 2020-12 of a zod schema; parts with a name of their own become components. */
export function zodToJsonSchema(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const {
    $schema: _,
    $defs,
    ...rest
  } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: schemaType,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      // Answers may grow: only what is strict by its declaration is closed to fields that nobody knows yet.
      const { def } = zodSchema._zod;
      if (def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties;
    },
  });
  return { schema: rest, ...($defs && { components: $defs }) };
}
