import {type JsonSchemaFile, toJsonSchemaFile} from '../json-schema-file.ts';
import {profileSchemaTag, profileShape} from './profile.ts';

/** The published JSON Schema of a profile's file. Its objects are closed: what a profile doesn't know may be a password. */
export function writeProfileJsonSchema(): JsonSchemaFile {
	return toJsonSchemaFile('profile.schema.json', profileSchemaTag, profileShape);
}
