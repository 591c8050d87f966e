import {describe, expect, it} from 'vitest';
import {originsOf} from '../../source/wizard/state/answers/known-answers.ts';
import {keys, paste} from '../helpers/terminal.ts';
import {openAnswer} from './helpers/open-answer.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';

const environment = {https_proxy: 'http://proxy.example:3128', no_proxy: '.svc,10.0.0.0/8'};

describe('the way to the check', () => {
	const known = {region: 'eastus', features: ['arc'], proxyChoice: 'none'} as const;

	it.each<[string, Parameters<typeof openWizard>[1], readonly string[]]>([
		['the answers of the last time', {initial: known, origins: originsOf(known, 'last')}, [keys.enter]],
		['region and proxy on the command line', {initial: known, origins: originsOf(known, 'flag')}, [keys.enter]],
		['nothing known: the region and one key', {}, ['eastus', keys.enter, keys.enter]],
	])('is as short as can be, with %s', async (_name, given, pressed) => {
		const {terminal, journal} = openWizard(windows.usual, given);
		await terminal.waitFor(pressed.length === 1 ? 'Ready to check?' : 'Which Azure region');
		for (const key of pressed.slice(0, -1)) terminal.press(key);
		await terminal.waitFor('Ready to check?');
		terminal.press(...pressed.slice(-1));
		await terminal.waitFor('Results');
		expect(journal.plans.map(({settings: {region}}) => region)).toEqual(['eastus']);
	});
});

describe('the region', () => {
	it('is found by name, by place and by code while one types', async () => {
		const {terminal} = openWizard(windows.usual);
		await terminal.waitFor('1-10 of 65');
		terminal.press('weu');
		await terminal.waitFor(/❯ westeurope +West Europe +weu/);
		terminal.press(keys.ctrlU, 'amster');
		await terminal.waitFor(/❯ westeurope/);
		expect(terminal.screen()).toContain('West Europe: Netherlands (Amsterdam).');
		terminal.press(keys.ctrlU, 'uk s');
		await terminal.waitFor(/❯ uksouth/);
		terminal.press(keys.escape);
		await terminal.waitFor('1-10 of 65');
	});

	it('is guessed after a slip, and can be chosen at once', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('eastsu');
		await terminal.waitFor('Did you mean one of these?');
		expect(terminal.screen()).toContain('❯ eastus ');
		terminal.press(keys.enter);
		await terminal.waitFor(/Region +eastus \(East US\)/);
	});

	it('says what to do when none fits', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('atlantis', keys.enter);
		await terminal.waitFor('No region fits.');
		expect(terminal.screen()).toContain('region-code=CODE');
		for (const _letter of 'atlantis') terminal.press(keys.backspace);
		await terminal.waitFor('1-10 of 65');
		expect(terminal.screen()).toContain('Which Azure region');
	});

	it('tells that a list of the vendor leaves it out', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('polandc');
		await terminal.waitFor(
			/Poland Central: Warsaw, not on the list of regions with\s+Arc-enabled\s+Kubernetes \(2025-06-05\)/,
		);
		terminal.press(keys.ctrlU, 'eastus2');
		await terminal.waitFor(/❯ eastus2/);
		expect(terminal.screen()).not.toContain('not on the list');
	});

	it('tells which code is not public, and lets it be named', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('westus3');
		await terminal.waitFor('West US 3: Phoenix. No public source tells its Arc code');
		terminal.press(keys.enter);
		await openAnswer(terminal, 'Not named');
		await terminal.waitFor('Region code');
	});

	it('brings its own cloud', async () => {
		const {terminal, journal} = openWizard(windows.usual);
		terminal.press('usgovv', keys.enter);
		await terminal.waitFor('Ready to check?');
		terminal.press(keys.enter);
		await terminal.waitFor('Results');
		expect(journal.plans[0]?.settings).toMatchObject({cloud: 'usgov', region: 'usgovvirginia'});
	});
});

describe('the proxy', () => {
	it('is shown as the environment has it', async () => {
		const {terminal} = openWizard(windows.usual, {environment});
		terminal.press('eastus2', keys.enter);
		await openAnswer(terminal, 'Proxy');
		await terminal.waitFor(/❯ From the environment +https?:\/\/proxy\.example:3128/);
		expect(terminal.screen()).toContain('.svc,10.0.0.0/8');
	});

	it('from an environment without one is refused with a sentence, not silently', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('eastus2', keys.enter);
		await openAnswer(terminal, 'Proxy');
		await terminal.waitFor('❯ No proxy');
		terminal.press(keys.up, keys.enter);
		await terminal.waitFor('✗ No proxy variable is set here');
		terminal.press(keys.down, keys.enter);
		await terminal.waitFor('Ready to check?');
	});

	it('that the environment names badly is quoted with its cure', async () => {
		const {terminal} = openWizard(windows.usual, {environment: {https_proxy: 'socks://proxy.example'}});
		terminal.press('eastus2', keys.enter);
		await terminal.waitFor("can't be read");
		terminal.press(keys.up);
		await terminal.waitFor('names SOCKS without a version');
	});

	it('of one’s own is checked as it is typed, and its password stays hidden', async () => {
		const {terminal, journal} = openWizard(windows.usual);
		terminal.press('eastus2', keys.enter);
		await openAnswer(terminal, 'Proxy');
		await terminal.waitFor('How does the cluster');
		terminal.press('jj', keys.enter);
		await terminal.waitFor('Which proxy?');
		terminal.press('http://proxy.example:99999');
		await terminal.waitFor('has a port that is not a number from 1 to 65535');
		terminal.press(keys.ctrlU, paste('http://jo:s3cret@proxy.example:3128\n'));
		await terminal.waitFor('✓ All traffic goes to http://proxy.example:3128,');
		// What stands there already is no second half of it.
		terminal.press(paste('http://jo:s3cret@proxy.example:3128'));
		// The paste's line feed did not send it off.
		expect(terminal.screen()).toMatch(/❯ Address/);
		terminal.press(keys.enter);
		await terminal.waitFor(/❯ User name +jo/);
		expect(terminal.screen()).toMatch(/Address +http:\/\/proxy\.example:3128/);
		terminal.press(keys.enter);
		await terminal.waitFor(/❯ Password +•{6}/);
		terminal.press('?');
		await terminal.waitFor(/❯ Password +•{7}/);
		terminal.press(keys.enter, paste('.svc\n.local\r\n10.0.0.0/8\n'), keys.enter);
		await terminal.waitFor(/Exceptions +\.svc,\.local,10\.0\.0\.0\/8/);
		terminal.press('/missing', keys.enter);
		await terminal.waitFor('The CA file /missing does not exist');
		terminal.press(keys.ctrlU, '/etc/root.pem', keys.enter);
		await terminal.waitFor('Ready to check?');
		terminal.press(keys.enter);
		await terminal.waitFor('Results');

		expect(journal.plans[0]?.settings.proxy).toEqual({
			source: 'given',
			https: {scheme: 'http', host: 'proxy.example', port: 3128, username: 'jo'},
			http: {scheme: 'http', host: 'proxy.example', port: 3128, username: 'jo'},
			noProxy: '.svc,.local,10.0.0.0/8',
		});
		expect(journal.plans[0]?.settings.caFile).toBe('/etc/root.pem');
		expect(journal.secrets[0]).toEqual({httpsProxyPassword: 's3cret?', httpProxyPassword: 's3cret?'});
		expect(terminal.sent).not.toContain('s3cret');
	});
});

describe('the form of one’s own proxy', () => {
	async function openForm(window: keyof typeof windows = 'usual', given: Parameters<typeof openWizard>[1] = {}) {
		const opened = openWizard(windows[window], given);
		opened.terminal.press('eastus2', keys.enter);
		await openAnswer(opened.terminal, 'Proxy');
		await opened.terminal.waitFor('How does the cluster');
		opened.terminal.press('G', keys.enter);
		await opened.terminal.waitFor('Which proxy?');
		return opened;
	}

	it.each(['usual', 'small', 'large'] as const)(
		'stays on a bad field in a %s window, the reason below it',
		async size => {
			const {terminal} = await openForm(size);
			terminal.press(keys.enter);
			await terminal.waitFor('The address is empty');
			terminal.press('proxy.example', keys.enter);
			await terminal.waitFor('The address has no port');
			const rows = terminal.rows();
			const field = rows.findIndex(row => row.includes('❯ Address'));
			expect(rows[field + 1]).toContain('✗ The address has no port');
			await terminal.waitFor(() => terminal.cursor()?.y === field);
		},
	);

	it('goes back to the first bad field from the last one', async () => {
		const {terminal} = await openForm();
		terminal.press('proxy.example', keys.down, keys.down, 'pw', keys.down, keys.down, keys.enter);
		await terminal.waitFor(/❯ Address +proxy\.example +✗/);
		terminal.press(':3128', keys.down);
		await terminal.waitFor(/❯ User name +\(none\) +✗/);
		await terminal.waitFor('There is a password but no user name');
	});

	it('lets the arrows pass a bad field', async () => {
		const {terminal} = await openForm();
		terminal.press('proxy.example', keys.down);
		await terminal.waitFor('❯ User name');
		expect(terminal.screen()).toMatch(/Address +proxy\.example +✗/);
	});

	it('says which port is meant where none is given', async () => {
		const {terminal} = await openForm();
		terminal.press('http://proxy.example');
		await terminal.waitFor('! Port 80, since none is given.');
		expect(terminal.screen()).toMatch(/❯ Address +http:\/\/proxy\.example +!/);
	});

	it('takes the credentials of a corrected address in place of the first ones', async () => {
		const {terminal, outcome} = await openForm();
		terminal.press('http://jo:first@proxy.example:3128', keys.enter);
		await terminal.waitFor(/❯ User name +jo/);
		terminal.press(keys.up, keys.ctrlU, 'http://al:second1@proxy.example:8080', keys.down);
		await terminal.waitFor(/❯ User name +al/);
		expect(terminal.screen()).toMatch(/Address +http:\/\/proxy\.example:8080/);
		expect(terminal.screen()).toMatch(/Password +•{7}(?!•)/);
		terminal.press(keys.ctrlC);
		expect((await outcome).answers.ownProxy).toMatchObject({username: 'al', password: 'second1'});
	});

	it('keeps no password in plain view when it is left by Escape', async () => {
		const {terminal} = await openForm();
		terminal.press('http://jo:', ...'s3cret');
		await terminal.waitFor(/Address +http:\/\/jo:•{6}/);
		terminal.press('@proxy.example:3128');
		await terminal.waitFor(/Address +http:\/\/jo:•{6}@proxy\.example:3128/);
		terminal.press(keys.escape);
		await terminal.waitFor('❯ Another proxy');
		terminal.press(keys.enter);
		await terminal.waitFor(/Address +http:\/\/proxy\.example:3128/);
		expect(terminal.screen()).toMatch(/Password +•{6}/);
		// Typed letter by letter, no beginning of it either.
		expect(terminal.sent).not.toContain('s3');
	});

	it('warns of exceptions that will trip the agents, and takes them', async () => {
		const {terminal} = await openForm();
		terminal.press('proxy.example:3128', keys.enter, keys.enter, keys.enter, '.svc, *.example.com');
		await terminal.waitFor('! It has blanks in it');
		terminal.press(keys.enter);
		await terminal.waitFor(/Enter again\s+keeps it\./);
		terminal.press(keys.enter);
		await terminal.waitFor('❯ CA file');
		expect(terminal.screen()).toMatch(/Exceptions +\.svc, \*\.example\.com +!/);
	});

	it('marks a text that is cut where the field is left', async () => {
		const {terminal} = await openForm();
		const names = Array.from({length: 20}, (_, index) => `.part-${index}.example.com`).join(',');
		terminal.press('proxy.example:3128', keys.enter, keys.enter, keys.enter, paste(names));
		await terminal.waitFor(/part-19\.example\.com/);
		terminal.press(keys.enter);
		await terminal.waitFor('❯ CA file');
		expect(terminal.screen()).toMatch(/Exceptions +\.part-0\.example\.com,.*….*$/m);
	});

	it('warns of exceptions that keep past the proxy what is to be checked through it', async () => {
		const {terminal} = await openForm();
		terminal.press('proxy.example:3128', keys.enter, keys.enter, keys.enter, '.svc,management.azure.com');
		await terminal.waitFor(/1 endpoint to be checked would go past the proxy:\s+management\.azure\.com:443/);
	});

	it('goes on once, however often Enter is pressed while the CA file is read', async () => {
		const answers: Array<() => void> = [];
		const {terminal} = await openForm('usual', {
			checkCaFile: () => new Promise(resolve => answers.push(() => resolve(null))),
		});
		terminal.press('proxy.example:3128', keys.enter, keys.enter, keys.enter, keys.enter, '/ca.pem');
		await terminal.waitFor('Reading the file.');
		terminal.press(keys.enter, keys.enter);
		// Once while it was typed, and once for each Enter.
		while (answers.length < 3) await new Promise(setImmediate);
		for (const answer of answers) answer();
		await terminal.waitFor('Ready to check?');
	});
});

describe('the features', () => {
	it('each tell how many endpoints they add', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('eastus2', keys.enter);
		await openAnswer(terminal, 'Features');
		const before = await terminal.waitFor(/7 of 25 chosen \(the usual ones\), \d+ endpoints in all/);
		const countIn = (screen: string) => Number(/(\d+) endpoints in all/.exec(screen)?.[1]);
		const added = Number(/\[ \] Azure RBAC on the cluster +adds (\d+) endpoints?/.exec(before)?.[1]);
		expect(added).toBeGreaterThan(0);
		terminal.press('jjj ');
		const after = await terminal.waitFor('8 of 25 chosen');
		expect(countIn(after)).toBe(countIn(before) + added);
		expect(after).toMatch(/❯ \[✓\] Azure RBAC/);
	});

	it('can all be ticked, or none, or the usual ones; but one is needed', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('eastus2', keys.enter);
		await openAnswer(terminal, 'Features');
		await terminal.waitFor('7 of 25 chosen');
		terminal.press('aa');
		await terminal.waitFor('24 of 25 chosen (all except Arc gateway)');
		expect(terminal.screen()).toMatch(/tick it\s+yourself/i);
		terminal.press('n', keys.enter);
		await terminal.waitFor('✗ Choose at least one feature');
		terminal.press('u');
		await terminal.waitFor('7 of 25 chosen (the usual ones)');
	});
});

describe('own resources', () => {
	it('are checked as they are typed, and an address will do', async () => {
		const {terminal} = openWizard(windows.usual);
		terminal.press('eastus2', keys.enter);
		await openAnswer(terminal, 'Not named');
		await terminal.waitFor('Your own resources');
		terminal.press('a!');
		await terminal.waitFor(/❯ Registry +a! +✗/);
		terminal.press(keys.ctrlU, 'https://myregistry.azurecr.io/');
		await terminal.waitFor(/❯ Registry +https:\/\/myregistry\.azurecr\.io\/ +✓/);
		expect(terminal.screen()).toContain('✓ Will be checked: myregistry.azurecr.io');
	});

	it('that nothing needs are not asked for', async () => {
		const {terminal} = openWizard(windows.usual, {initial: {features: ['arc']}});
		terminal.press('eastus2', keys.enter);
		await terminal.waitFor('Ready to check?');
		expect(terminal.screen()).not.toContain('Not named');
	});
});
