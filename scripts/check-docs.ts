import process from 'node:process';
import {checkDocs} from './catalog/check-lists.ts';

/**
 * Holds the catalog against the documents that it was taken from, by hosts and ports: `npm run check-docs -- --from
 * FOLDER|URL [--format text|json] [--only ID]`. FOLDER holds copies under OWNER/REPOSITORY/PATH; URL is a server of raw
 * files, such as https://raw.githubusercontent.com. Exit code 0: the same, 1: they differ, 2: not all could be read.
 */
const {text, error, exitCode} = await checkDocs(process.argv.slice(2));
process.stdout.write(text);
process.stderr.write(error);
process.exitCode = exitCode;
