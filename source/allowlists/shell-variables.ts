/** A line of a shell script that ends it with a message where a variable is not set. The message must be plain words. */
export function requireVariable(name: string, message: string): string {
	return `: "\${${name}:?${message}}"`;
}

/** A line of a shell script that gives a variable its usual value where it is not set. */
export function defaultVariable(name: string, value: string): string {
	return `${name}="\${${name}:-${value}}"`;
}
