import {describe, expect, it} from 'vitest';
import type {DialectId} from '../../source/allowlists/dialect-ids.ts';
import {allows, readTexts} from './helpers/ask-list.ts';

type Row = {
	readonly name: string;
	readonly dialect: DialectId;
	readonly text: string | readonly string[];
	readonly sources?: readonly string[];
	readonly yes?: readonly string[];
	readonly no?: readonly string[];
	readonly refused?: number;
};

const localhost: readonly Row[] = [
	{name: 'localhost alone', text: 'http_access allow localhost\nhttp_access deny all\n', no: ['pypi.org']},
	{
		name: 'localhost for a source that is it',
		text: 'http_access allow localhost\nhttp_access deny all\n',
		sources: ['127.0.0.1'],
		yes: ['pypi.org'],
	},
	{
		name: 'an own acl for loopback',
		text: 'acl here src 127.0.0.0/8 ::1\nhttp_access allow here\nhttp_access deny all\n',
		no: ['pypi.org'],
	},
	{
		name: 'loopback with another range',
		text: 'acl here src 127.0.0.0/8 10.0.0.0/8\nhttp_access allow here\nhttp_access deny all\n',
		yes: ['pypi.org'],
	},
	{
		name: 'all but localhost',
		text: 'http_access allow !localhost\nhttp_access deny all\n',
		yes: ['pypi.org'],
	},
	{
		name: 'a part of the range of the source',
		text: 'acl few src 10.0.0.0/24\nhttp_access allow few\nhttp_access deny all\n',
		sources: ['10.0.0.0/8'],
		no: ['pypi.org'],
	},
	{
		name: 'a denial for a part of the range of the source',
		text: 'acl few src 10.0.9.0/24\nhttp_access deny few\nhttp_access allow all\n',
		sources: ['10.0.0.0/8'],
		no: ['pypi.org'],
	},
	{
		name: 'one of two sources',
		text: 'acl few src 10.0.1.0/24\nhttp_access allow few\nhttp_access deny all\n',
		sources: ['10.0.1.1', '10.0.2.1'],
		no: ['pypi.org'],
	},
	{
		name: 'two sources by a line each',
		text: 'acl one src 10.0.1.0/24\nacl two src 10.0.2.0/24\nhttp_access allow one\nhttp_access allow two\nhttp_access deny all\n',
		sources: ['10.0.1.1', '10.0.2.1'],
		yes: ['pypi.org'],
	},
].map(row => ({dialect: 'squid', ...row}));

describe.each([['who asks', localhost]] as const)('%s', (_, rows) => {
	it.each(rows)('$dialect: $name', async ({dialect, text, sources, yes = [], no = [], refused}) => {
		const list = await readTexts(dialect, text);
		expect(yes.filter(name => !allows(list, name, sources))).toEqual([]);
		expect(no.filter(name => allows(list, name, sources))).toEqual([]);
		if (refused !== undefined) expect(list.refusals).toHaveLength(refused);
	});
});
