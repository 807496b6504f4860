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
  });
  return { schema: rest, ...($defs && { components: $defs }) };
}
