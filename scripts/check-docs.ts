import process from 'node:process';
import {parseArgs} from 'node:util';
import {checkLists} from './catalog/check-lists.ts';

/**
 * Holds the catalog against the documents that it was taken from, by hosts and ports: `npm run check-docs -- --from
 * FOLDER|URL [--format text|json] [--only ID]`. FOLDER holds copies under OWNER/REPOSITORY/PATH; URL is a server of raw
 * files, such as https://raw.githubusercontent.com. Exit code 0: the same, 1: they differ, 2: nothing could be read.
 */
const {values} = parseArgs({
	options: {
		from: {type: 'string'},
		format: {type: 'string', default: 'text'},
		only: {type: 'string', multiple: true},
	},
});

const {text, exitCode} = await checkLists(values);
process.stdout.write(text);
process.exitCode = exitCode;
