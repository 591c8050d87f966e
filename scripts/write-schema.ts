// Writes the JSON Schema files of reports and profiles into schema/.
import {mkdirSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {writeJsonSchemas} from './build/json-schemas.ts';

const folder = new URL('../schema/', import.meta.url);
mkdirSync(folder, {recursive: true});
for (const {fileName, text} of writeJsonSchemas()) {
	const file = new URL(fileName, folder);
	writeFileSync(file, text);
	console.log(fileURLToPath(file));
}
