import {createHook} from 'node:async_hooks';
import {expect, it} from 'vitest';
import {rehearseRequest} from '../../../source/probe/http/rehearse-request.ts';

it('rehearses a request without a socket or a name', async () => {
	const opened: string[] = [];
	const hook = createHook({init: (_id, type) => opened.push(type)}).enable();
	await rehearseRequest(new AbortController().signal);
	hook.disable();
	expect(opened.length).toBeGreaterThan(0);
	expect(opened.filter(type => /TCP|UDP|QUERY|GETADDRINFO/.test(type))).toEqual([]);
});

it('is over at once where the run is stopped', async () => {
	await expect(rehearseRequest(AbortSignal.abort())).resolves.toBeUndefined();
});
