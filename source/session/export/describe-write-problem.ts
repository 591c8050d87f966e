const textsByCode: {readonly [code: string]: (place: string) => readonly [problem: string, cure: string]} = {
	EACCES: place => [`You have no right to write to ${place}.`, 'Choose another folder, such as one under ~.'],
	EPERM: place => [`You have no right to write to ${place}.`, 'Choose another folder, such as one under ~.'],
	EROFS: place => [`${place} can only be read.`, 'Choose another folder, such as one under /tmp.'],
	ENOSPC: place => [
		`There is no space left on the disk for ${place}.`,
		'Make room, or choose a folder on another disk.',
	],
	EDQUOT: place => [
		`Your share of the disk is used up for ${place}.`,
		'Make room, or choose a folder on another disk.',
	],
	ENOTDIR: place => [`A part of ${place} is a file, not a folder.`, 'Choose another folder.'],
	EISDIR: place => [`In ${place} a folder has the name of one of the files.`, 'Choose another folder.'],
	EEXIST: place => [`Something has just been written to ${place} by somebody else.`, 'Choose another folder.'],
	ENOTEMPTY: place => [`Something has just been written to ${place} by somebody else.`, 'Choose another folder.'],
	ENAMETOOLONG: place => [`The name is too long: ${place}.`, 'Choose a shorter one.'],
	ENOENT: place => [`${place} has disappeared.`, 'Choose another folder.'],
};

/** Why nothing could be written to a place, and what to do, as two sentences for somebody who knows no error codes. */
export function describeWriteProblem(
	{code = '', message}: NodeJS.ErrnoException,
	place: string,
): {readonly problem: string; readonly cure: string} {
	const [problem, cure] = textsByCode[code]?.(place) ?? [
		// Node's messages are `CODE: words, call 'path'`.
		`Nothing could be written to ${place}: ${/^\w+: ([^,]+)/.exec(message)?.[1] ?? 'the system refused it'}.`,
		'Choose another folder.',
	];
	return {problem, cure};
}
