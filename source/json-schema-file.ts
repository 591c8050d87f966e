import * as z from 'zod';

/** A JSON Schema as it is published: the name of its file in `schema/`, and its text. */
export type JsonSchemaFile = {readonly fileName: string; readonly text: string};

/** Makes the JSON Schema of what is read with a shape. `tag` is what such documents say in "schema". */
export function toJsonSchemaFile(fileName: string, tag: string, shape: z.ZodType): JsonSchemaFile {
	const {$schema, ...schema} = z.toJSONSchema(shape, {target: 'draft-2020-12', io: 'input'});
	const $id = `urn:${tag.replace('/', ':')}`;
	return {fileName, text: `${JSON.stringify({$schema, $id, ...schema}, null, '\t')}\n`};
}
