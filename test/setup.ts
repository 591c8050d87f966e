import process from 'node:process';
import {afterAll, expect, vi} from 'vitest';

// The tests decide what is trusted, which proxy is used and how colours come out; the machine they run on must not.
for (const name of Object.keys(process.env)) {
	if (/^(https?|all|no)_proxy$/i.test(name)) delete process.env[name];
}
for (const name of [
	'NODE_EXTRA_CA_CERTS',
	'NODE_TLS_REJECT_UNAUTHORIZED',
	'NODE_USE_SYSTEM_CA',
	'NODE_USE_ENV_PROXY',
	'NO_COLOR',
]) {
	delete process.env[name];
}
// Colours cost bytes and hide mistakes. They are settled when Ink is loaded.
process.env.FORCE_COLOR = '1';

// Files share a process, one after the other: what one leaves behind, the next would meet.
const before: {readonly [name: string]: string | undefined} = {...process.env};
const folder = process.cwd();
afterAll(() => {
	const names = Object.keys({...before, ...process.env});
	// Their names alone: what they hold is the user's own.
	expect(names.filter(name => process.env[name] !== before[name])).toEqual([]);
	expect(process.cwd()).toBe(folder);
	expect(vi.isFakeTimers()).toBe(false);
});
