import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {runCommand} from '../helpers/command.ts';

let folder: string;
let script: string;

beforeAll(async () => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-completion-'));
	script = path.join(folder, 'completion.bash');
	fs.writeFileSync(script, (await runCommand(['completion', 'bash'])).stdout);
	fs.mkdirSync(path.join(folder, 'home', 'profiles'), {recursive: true});
	fs.mkdirSync(path.join(folder, 'home', 'runs', 'prod'), {recursive: true});
	for (const name of ['prod', 'plant-a', '$(touch made)', '-rf']) {
		fs.writeFileSync(path.join(folder, 'home', 'profiles', `${name}.json`), '{}');
	}
	fs.writeFileSync(path.join(folder, 'home', 'runs', '20261130T010203Z-0a1b2c.json'), '{}');
	fs.writeFileSync(path.join(folder, 'home', 'runs', 'prod', '20261129T010203Z-0a1b2d.json'), '{}');
	fs.mkdirSync(path.join(folder, 'files', 'sub'), {recursive: true});
	for (const name of ['ca.pem', 'a b.pem', '$(touch made).pem']) fs.writeFileSync(path.join(folder, 'files', name), '');
});
afterAll(() => {
	fs.rmSync(folder, {recursive: true, force: true});
});

/** Asks as Readline does. */
const driver = `source "$1"; COMP_LINE=$2; COMP_POINT=\${#2}; _arc_netcheck
for word in "\${COMPREPLY[@]}"; do printf '%s\\n' "$word"; done`;

/** What a Tab at the end of a line offers, as bash itself asks for it. */
function offers(line: string): readonly string[] {
	const {stdout, stderr} = spawnSync('bash', ['--norc', '-c', driver, 'bash', script, line], {
		cwd: path.join(folder, 'files'),
		env: {PATH: process.env.PATH, HOME: folder, ARC_NETCHECK_HOME: path.join(folder, 'home')},
		encoding: 'utf8',
	});
	expect(stderr).toBe('');
	return stdout.split('\n').slice(0, -1);
}

describe('completion in bash', () => {
	it.each<[line: string, offered: readonly string[]]>([
		['arc-netcheck che', ['check ']],
		['arc-netcheck swedenc', ['swedencentral ']],
		['arc-netcheck profiles re', ['rename ', 'remove ']],
		['arc-netcheck check --reg', ['--region ']],
		['arc-netcheck check --region norwayw', ['norwaywest ']],
		['arc-netcheck check --region=norwayw', ['norwaywest ']],
		['arc-netcheck check norwayw', ['norwaywest ']],
		['arc-netcheck check --features arc,aml-t', ['arc,aml-training']],
		['arc-netcheck check --features=arc,aml-t', ['arc,aml-training']],
		['arc-netcheck check --resource sto', ['storage=']],
		['arc-netcheck check --format mark', ['markdown ']],
		['arc-netcheck check --profile p', ['plant-a ', 'prod ']],
		// No names of files beside them.
		['arc-netcheck profiles show ', ['plant-a ', 'prod ']],
		['arc-netcheck runs list ', ['plant-a ', 'prod ']],
		['arc-netcheck check --proxy ', ['env ', 'none ', 'system ', 'http://']],
		['arc-netcheck check --https-proxy ', ['http://']],
		['arc-netcheck rules fort', ['fortigate ']],
		['arc-netcheck rules squid --from prod@', ['last ']],
		['arc-netcheck report 202611', ['20261130T010203Z-0a1b2c ', '20261129T010203Z-0a1b2d ']],
		['arc-netcheck explain proxy.host', ['proxy.host-denied ']],
		['arc-netcheck explain dns.nxdomain proxy.host', ['proxy.host-denied ']],
		['arc-netcheck check --ca-file ca', ['ca.pem ']],
		['arc-netcheck check --ca-file=su', ['sub/']],
		['arc-netcheck check --ca-file a', ['a\\ b.pem ']],
		// A name that a shell would run comes quoted.
		['arc-netcheck check --ca-file $', ['\\$\\(touch\\ made\\).pem ']],
		['arc-netcheck nonsense --zz', []],
	])('offers for %s', (line, offered) => {
		expect(offers(line)).toEqual(offered);
	});

	it('offers each region', () => {
		expect(offers('arc-netcheck check --region ')).toEqual(catalog.regions.map(({name}) => `${name} `));
	});

	it.each([
		'arc-netcheck check --proxy $(touch made)',
		'arc-netcheck check --profile `touch made`',
		'arc-netcheck $(touch made) --re',
		'arc-netcheck check --region "$(touch made)',
		"arc-netcheck check --features 'a,$(touch made),",
		'arc-netcheck check a[$(touch made)] --',
		'arc-netcheck check --region x[$(touch made)]=',
	])('runs nothing of %s', line => {
		offers(line);
		expect(fs.readdirSync(path.join(folder, 'files'))).not.toContain('made');
	});
});
