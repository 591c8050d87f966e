import {describe, expect, it} from 'vitest';
import {type Closing, renderClosing, renderLastLines} from '../../source/cli/closing-text.ts';
import {sampleReport} from '../helpers/sample-run.ts';

const options = {columns: 80, colour: false, unicode: true};
const places = {current: '/work', home: '/home/me'};
const proxy = 'http://proxy.example:3128';
const usual: Closing = {
	report: sampleReport({
		proxy,
		rows: [
			{host: 'good.example'},
			{host: `${'very-long-label.'.repeat(7)}example`, cause: 'proxy.host-denied'},
			{host: 'lost.example', cause: 'dns.nxdomain', noProxyRule: '.example', features: []},
		],
	}),
	profile: null,
	files: [{output: 'change-request', file: '/home/me/out/change-request.txt', bytes: 4321}],
	earlierFiles: [],
	keptFile: '/home/me/.local/state/arc-netcheck/runs/1.json',
	exitCode: 1,
	isPractice: false,
	ownCommand: 'arc-netcheck',
};
const close = (given: Partial<Closing> = {}, columns = 80) =>
	renderClosing({...usual, ...given}, {...options, columns}, places);

describe('renderClosing', () => {
	it('says in a few lines what was found, where it is and what the exit code means', () => {
		const text = close();
		expect(text).toMatch(/^✗ Can't onboard: 2 of 3 endpoints are blocked\.\n/);
		expect(text).toContain('\n✗ Proxy team: The proxy denies access (proxy.host-denied)\n');
		expect(text).toContain('\nAfter the fix     arc-netcheck check --again\n');
		expect(text).toContain('\n~/out\n✓ change-request.txt     4.3 kB  Send it to the proxy team and the DNS team.\n');
		expect(text).toContain('\nKept as      ~/.local/state/arc-netcheck/runs/1.json\n');
		expect(text).toMatch(/\nExit code {4}1, something needed is blocked\n$/);
		expect(text.split('\n').length).toBeLessThan(28);
	});

	it.each([80, 40])('does not cut a command in %i columns', columns => {
		const joined = close({}, columns)
			.replaceAll(/ \\\n +/g, ' ')
			.replaceAll('\\\n', '');
		expect(joined).toContain('arc-netcheck report --format change-request\n');
	});

	it.each([
		[0, 'all that is needed is reachable'],
		[130, 'stopped. Continue: arc-netcheck'],
	])('exit code %i: %s', (exitCode, words) => {
		expect(close({exitCode})).toContain(`Exit code    ${exitCode}, ${words}\n`);
	});

	it('tells the files of an earlier run apart', () => {
		const [earlier] = usual.files;
		const text = close({files: [], earlierFiles: earlier ? [earlier] : []});
		expect(text).toContain('\n\nWritten before the last check:\n  ~/out/change-request.txt\n');
		expect(text).not.toContain('4.3 kB');
		expect(close()).not.toContain('Written before');
	});

	it('leaves out what there is not', () => {
		const text = close({files: [], keptFile: null, exitCode: null});
		expect(text).not.toMatch(/Kept as|Exit code|practice/);
	});

	it('says so in the practice network', () => {
		expect(close({isPractice: true})).toMatch(/\nThat was the practice network\. Your own: arc-netcheck\n$/);
	});
});

it('renderLastLines adds only what was not said by lines already', () => {
	expect(renderLastLines({...usual, keptFile: null}, options, places)).toBe(
		'Exit code    1, something needed is blocked\n',
	);
});
