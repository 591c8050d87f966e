const oldest = [22, 19];

/** Of those that have a long support, the oldest without a known hole that a peer can reach; package.json has it for each line. */
const advised = '24.22.1';

/** What to tell the user of a Node that is too old for the program; null for one that will do. */
export function describeOldNode(version: string): string | null {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	const [oldestMajor = 0, oldestMinor = 0] = oldest;
	if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return null;
	return `arc-netcheck needs Node ${oldest.join('.')} or newer; this is ${version}. Run it with Node ${advised} or newer, or take the binary for Linux, which needs none; in a clone, "npm start" brings one.`;
}
