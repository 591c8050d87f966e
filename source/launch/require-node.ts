// The first import of the one file. It acts when it is imported, because what comes after needs what an old Node lacks.
import {describeOldNode} from '../node-version.ts';

const problem = describeOldNode(process.versions.node);
if (problem !== null) {
	process.stderr.write(`${problem}\n`);
	process.exit(3);
}
