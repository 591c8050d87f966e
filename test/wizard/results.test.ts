import {describe, expect, it} from 'vitest';
import {EnvironmentError} from '../../source/errors.ts';
import {overallVerdict} from '../../source/report/view/summary.ts';
import {sampleRun} from '../helpers/sample-run.ts';
import {keys} from '../helpers/terminal.ts';
import {openResults} from './helpers/open-results.ts';
import {windows} from './helpers/open-wizard.ts';
import {recordOf} from './helpers/services.ts';

describe('the results', () => {
	it('show findings with their owners, and under them what each host is needed for', async () => {
		const {terminal} = await openResults();
		expect(terminal.screen()).toMatch(/❯ ▾ ✗ The proxy denies access +the proxy team +2/);
		expect(terminal.screen()).toMatch(/denied-1\.example:443 +Hands out the certificat/);
		expect(terminal.screen()).toMatch(/denied-2\.example:443 +Holds the images\./);
		expect(terminal.screen()).toContain('✓ 4 reachable  ✗ 3 blocked  ? 1 unverified');
	});

	it('tell at the pointer what breaks without a host', async () => {
		const {terminal} = await openResults();
		terminal.press(keys.down);
		await terminal.waitFor('The certificate is never renewed.');
	});

	it('begin with the whole verdict where there is room for it', async () => {
		const proxy = 'http://a-rather-long-name-of-a-proxy.at-headquarters.contoso.example:3128';
		const rows = [
			{host: 'denied.example', cause: 'proxy.host-denied'},
			{host: 'inspected.example', cause: 'tls.intercepted', status: 'intercepted', noInspection: true},
			{host: 'port.example', port: 8084, cause: 'proxy.port-denied'},
			{host: 'optional.example', cause: 'proxy.host-denied', level: 'optional'},
			{pattern: '*.unknown.example'},
		] as const;
		const run = sampleRun({proxy, rows});
		const {terminal} = await openResults(windows.usual, {runPlan: async () => run});
		const words = overallVerdict(recordOf(run)).sentence;
		expect(terminal.screen().replaceAll(/\s+/g, ' ')).toContain(words);
		expect(words.length).toBeGreaterThan(3 * 76);
	});

	it('fold and unfold', async () => {
		const {terminal} = await openResults();
		terminal.press(keys.down, keys.left);
		await terminal.waitFor('❯ ▸ ✗ The proxy denies access');
		expect(terminal.screen()).not.toContain('denied-1.example:443');
		terminal.press('G', ' ');
		await terminal.waitFor('good-1.example:443');
	});

	it('show everything about a finding, and about an endpoint', async () => {
		const {terminal} = await openResults();
		terminal.press(keys.enter);
		await terminal.waitFor('Fix, for the proxy team');
		terminal.press(keys.end);
		await terminal.waitFor('Holds the images.');
		terminal.press(keys.escape);
		await terminal.waitFor('Results');
		terminal.press(keys.down, keys.enter);
		await terminal.waitFor(/Status +✗ blocked, proxy\.host-denied/);
		expect(terminal.screen()).toMatch(/Needed for +Hands out the certificate of the agents\./);
		terminal.press(keys.end);
		await terminal.waitFor('curl --verbose');
		expect(terminal.screen()).toMatch(/✗ proxy +\d+ ms +/);
	});

	it('keep their place while one looks at details or at the export', async () => {
		const {terminal} = await openResults();
		terminal.press('jj', keys.enter);
		await terminal.waitFor('Listed as');
		terminal.press(keys.escape, 'e');
		await terminal.waitFor('3 of 21 ticked');
		terminal.press(keys.escape);
		await terminal.waitFor('❯     denied-2.example');
	});

	it('keep keys and what they do apart in the help, also where a key has a long name', async () => {
		const {terminal} = await openResults();
		terminal.press('?');
		await terminal.waitFor(/space, left, right {2,}open or close a finding/);
	});

	it('that are kept can be left by one key', async () => {
		const {terminal, outcome} = await openResults();
		terminal.press('q');
		expect(await outcome).toMatchObject({kind: 'finished', files: []});
	});

	it('that could not be kept can be left without an export, by a second key', async () => {
		const {terminal, outcome} = await openResults(windows.usual, {notKept});
		terminal.press('q');
		await terminal.waitFor('The run is not kept');
		terminal.press('q');
		expect(await outcome).toMatchObject({kind: 'finished', files: []});
	});
});

const notKept = "This run can't be kept in /full (ENOSPC).";

describe('the endpoints, one a line', () => {
	it.each(['usual', 'small', 'large'] as const)('stand in a view of their own, in a %s window', async size => {
		const {terminal} = await openResults(windows[size]);
		terminal.press(keys.right, 'jj', keys.tab);
		await terminal.waitFor(/❯ ✗ denied-2\.example:443/);
		if (size !== 'small') {
			expect(terminal.screen()).toContain('○ Findings 2   ● Endpoints 8');
			expect(terminal.screen()).toMatch(/✗ lost\.example:443 +dns\.nxdomain +\d+ ms/);
			expect(terminal.screen()).toMatch(/✓ good-1\.example:443 +reachable +\d+ ms/);
		}
		terminal.press(keys.enter);
		await terminal.waitFor('Status');
		terminal.press('n');
		await terminal.waitFor('lost.example:443');
		terminal.press('N', keys.escape, keys.tab);
		await terminal.waitFor(/❯ +denied-2\.example/);
	});

	it('are filtered too', async () => {
		const {terminal} = await openResults();
		terminal.press(keys.tab, '/', 'good', keys.enter);
		await terminal.waitFor(/Filter good +4 of 8/);
		expect(terminal.screen()).not.toContain('denied-1');
	});

	it('say where nothing fits', async () => {
		const {terminal} = await openResults();
		terminal.press('/', 'xyzzy');
		await terminal.waitFor('No endpoint fits.');
	});
});

describe('leaving the results', () => {
	it('by Escape leads to a choice, and back', async () => {
		const {terminal} = await openResults();
		terminal.press(keys.escape);
		await terminal.waitFor('What next?');
		expect(terminal.screen()).toContain('✓ The run is kept. Open it again: arc-netcheck report');
		terminal.press(keys.escape);
		await terminal.waitFor('Results');
	});

	it('in the practice network does not say that anything is kept, and asks for no export', async () => {
		const {terminal, outcome} = await openResults(windows.usual, {isPractice: true});
		terminal.press(keys.escape);
		await terminal.waitFor('What next?');
		expect(terminal.screen()).toContain('Runs in the practice network are not kept.');
		expect(terminal.screen()).not.toContain('is kept');
		terminal.press('q');
		expect(await outcome).toMatchObject({kind: 'finished', files: []});
	});

	it('for the answers, one comes back without another check', async () => {
		const {terminal, journal} = await openResults();
		terminal.press(keys.escape);
		await terminal.waitFor('What next?');
		terminal.press('jjj', keys.enter);
		await terminal.waitFor('Check again?');
		terminal.press('G', keys.enter);
		await terminal.waitFor('❯ ▾ ✗ The proxy denies access');
		expect(journal.plans).toHaveLength(1);
	});

	it('by q offers the export first where they are not kept', async () => {
		const {terminal, outcome} = await openResults(windows.usual, {notKept});
		terminal.press('q');
		await terminal.waitFor('❯ Export');
		terminal.press(keys.enter);
		await terminal.waitFor('3 of 21 ticked');
		terminal.press(keys.enter);
		await terminal.waitFor('3 files written');
		terminal.press(keys.escape);
		await terminal.waitFor('Results');
		// What is in files may be left at once.
		terminal.press('q');
		expect(await outcome).toMatchObject({kind: 'finished', files: [{}, {}, {}]});
	});
});

describe('the export', () => {
	it('asks before it replaces a file', async () => {
		const {terminal, journal, outcome} = await openResults(windows.usual, {
			writeReports: async (_run, request) => {
				journal.exports.push(request);
				const file = `${request.path}/report.md`;
				const isThere = request.path === '/reports/old' && !request.replaceable.has(file);
				if (isThere)
					return {kind: 'exists', files: [file], seen: new Map([[file, 'seen']]), freePath: '/reports/old-2'};
				return {kind: 'written', files: [{output: 'markdown', file, bytes: 8321}]};
			},
		});
		terminal.press('e');
		await terminal.waitFor('3 of 21 ticked');
		terminal.press(keys.up, keys.up, keys.ctrlU, '/reports/old', keys.enter);
		await terminal.waitFor('! report.md is there already. Replace it?');
		terminal.press('n');
		await terminal.waitFor(/Folder +\/reports\/old-2/);
		terminal.press(keys.backspace, keys.backspace, keys.enter);
		await terminal.waitFor('report.md is there already');
		terminal.press('y');
		await terminal.waitFor('1 file written');
		expect(terminal.screen()).toMatch(/✓ report\.md +8\.3 kB +Paste it into the ticket\./);
		terminal.press(keys.enter);
		expect((await outcome).files).toEqual([{output: 'markdown', file: '/reports/old/report.md', bytes: 8321}]);
		expect(journal.exports.map(({replaceable}) => replaceable.size)).toEqual([0, 0, 1]);
	});

	it.each(['usual', 'small', 'large'] as const)('in a %s window writes only what is ticked', async size => {
		const {terminal, journal} = await openResults(windows[size]);
		terminal.press('e');
		await terminal.waitFor('3 of 21 ticked');
		terminal.press(' ', 'j', ' ', 'j', ' ', keys.enter);
		await terminal.waitFor('✗ Nothing is ticked');
		terminal.press(keys.end, ' ', keys.end, keys.up, ' ');
		await terminal.waitFor(/❯ \[✓\] Plain list/);
		terminal.press(keys.home, keys.down, ' ');
		await terminal.waitFor(/❯ \[✓\] Redact/);
		terminal.press(keys.enter);
		await terminal.waitFor('1 file written');
		expect(journal.exports[0]).toMatchObject({outputs: ['rules-list'], rulesScope: 'missing', isRedacted: true});
	});

	it.each(['usual', 'small'] as const)('in a %s window takes the source of the rules, and keeps it', async size => {
		const {terminal, journal, outcome} = await openResults(windows[size]);
		terminal.press('e');
		await terminal.waitFor('3 of 21 ticked');
		terminal.press(keys.end, ' ', keys.end, ' ', ...Array.from({length: 12}, () => keys.up));
		await terminal.waitFor(/❯ From +any source/);
		terminal.press('10.0.0.0/99', keys.enter);
		await terminal.waitFor(/✗ The source is "10\.0\.0\.0\/99"/);
		terminal.press(keys.backspace, keys.backspace, '16', keys.escape);
		await terminal.waitFor('Results');
		terminal.press('e');
		await terminal.waitFor(/❯ From +10\.0\.0\.0\/16/);
		terminal.press(keys.enter);
		await terminal.waitFor('4 files written');
		expect(journal.exports).toMatchObject([{sources: ['10.0.0.0/16']}]);
		terminal.press(keys.enter);
		expect((await outcome).answers).toMatchObject({ruleSources: '10.0.0.0/16', ruleDialects: ['csv']});
	});

	it('keeps what was ticked while one looks at the results again', async () => {
		const {terminal} = await openResults();
		terminal.press('e');
		await terminal.waitFor('3 of 21 ticked');
		terminal.press(' ', keys.up, keys.up, '-mine');
		await terminal.waitFor('arc-netcheck-eastus-mine');
		terminal.press(keys.escape);
		await terminal.waitFor('Results');
		terminal.press('e');
		await terminal.waitFor('2 of 21 ticked');
		expect(terminal.screen()).toContain('arc-netcheck-eastus-mine');
	});

	it('says why a file can’t be written, and asks for another path', async () => {
		const {terminal} = await openResults(windows.usual, {
			writeReports: async () => {
				throw new EnvironmentError('You have no right to write to /nowhere.', 'Choose another folder.');
			},
		});
		terminal.press('e');
		await terminal.waitFor('3 of 21 ticked');
		terminal.press(keys.up, keys.up, keys.enter);
		await terminal.waitFor('✗ You have no right to write to /nowhere. Choose another folder.');
		terminal.press('x');
		await terminal.waitFor(/Folder +arc-netcheck-eastusx/);
	});

	it('Tab completes all of the folder, wherever the cursor stands', async () => {
		const completePath = (typed: string) => (typed === 'repo' ? 'reports/' : typed);
		const {terminal} = await openResults(windows.usual, {completePath});
		terminal.press('e');
		await terminal.waitFor('3 of 21 ticked');
		terminal.press(keys.up, keys.up, keys.ctrlU, 'repo', keys.left, keys.left, keys.tab);
		await terminal.waitFor(/❯ Folder +reports\/ *$/m);
		terminal.press('x');
		await terminal.waitFor(/❯ Folder +reports\/x/);
	});

	it('tells who has something to do', async () => {
		const {terminal} = await openResults();
		terminal.press('e');
		await terminal.waitFor('3 of 21 ticked');
		terminal.press(keys.enter);
		await terminal.waitFor(/the proxy team +1 finding/);
		expect(terminal.screen()).toMatch(/✓ change-request\.txt +1\.2 kB +Send it to the proxy team and the DNS team\./);
	});
});
