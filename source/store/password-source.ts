import {UsageError} from '../errors.ts';
import type {PasswordSource} from './profile.ts';

/** Reads `env:NAME` or `file:PATH`. Throws a UsageError that names `field`. */
export function parsePasswordSource(text: string, field: string): PasswordSource {
	const [kind, ...rest] = text.split(':');
	const value = rest.join(':');
	if (kind === 'env' && /^[a-z_][a-z0-9_]*$/i.test(value)) return {env: value};
	if (kind === 'file' && value !== '') return {file: value};
	// The text is not repeated: it may be the password itself.
	throw new UsageError(
		`${field} names where the password is, never the password: write env:NAME for an environment variable, or file:PATH.`,
	);
}

/** A source as it is typed; empty where there is none. */
export function formatPasswordSource(source: PasswordSource | null): string {
	if (source === null) return '';
	return 'env' in source ? `env:${source.env}` : `file:${source.file}`;
}

/** `the environment variable PROXY_PASSWORD`, or the file. */
export function describePasswordSource(source: PasswordSource): string {
	return 'env' in source ? `the environment variable ${source.env}` : `the file ${source.file}`;
}
