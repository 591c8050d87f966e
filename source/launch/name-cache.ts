/**
 * The name of the file with compiled code: for a version of the program, a Node, and a command. Each command uses
 * other functions, and the first start with a command is what is kept for it.
 */
export function nameCache(
	buildId: string,
	{version, arch, argv}: {readonly version: string; readonly arch: string; readonly argv: readonly string[]},
): string {
	const [, , first = ''] = argv;
	const command = /^[a-z]{1,20}$/.test(first) ? first : /^--(version|help)$/.test(first) ? first.slice(2) : 'wizard';
	return `${buildId}.${version}-${arch}-${command}`;
}
