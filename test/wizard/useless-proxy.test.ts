import {describe, expect, it} from 'vitest';
import {type ProxyExamination, UselessProxy} from '../../source/session/proxy/examine-proxy.ts';
import {keys} from '../helpers/terminal.ts';
import {type OpenWizard, openWizard, windows} from './helpers/open-wizard.ts';
import {type GivenServices, mixedRun} from './helpers/services.ts';
import {startConversation} from './plain/helpers/conversation.ts';

const proxy = 'http://proxy.example:3128';
const sentences = {
	alive: `squid at ${proxy} answers in 3 ms.`,
	dead: `Nothing listens at the proxy ${proxy} (connection refused): check host and port.`,
	login: `squid at ${proxy} wants a user name and password (it offers Basic).`,
} as const;

function examined(kind: keyof typeof sentences): ProxyExamination {
	const attempt = {startedAt: '2026-11-22T20:30:00.000Z', stages: []};
	return {kind, proxy, sentence: sentences[kind], attempt, takesAnyName: false};
}

/** Answers that lead to the review with this proxy; what was tolerated in each check comes to `tolerated`. */
function given(kind: keyof typeof sentences): GivenServices & {readonly tolerated: (readonly string[] | undefined)[]} {
	const tolerated: (readonly string[] | undefined)[] = [];
	const ownProxy = {url: proxy, username: '', password: '', noProxy: '', caFile: ''};
	return {
		tolerated,
		initial: {region: 'eastus', features: ['arc'], proxyChoice: 'own', ownProxy},
		examineProxies: async (_plan, {httpsProxyPassword}) => [examined(httpsProxyPassword === null ? kind : 'alive')],
		async runPlan(_plan, options) {
			tolerated.push(options.tolerated);
			const isUseless = kind !== 'alive' && options.secrets.httpsProxyPassword === null;
			if (isUseless && !options.tolerated?.includes(proxy)) throw new UselessProxy(examined(kind));
			return mixedRun;
		},
	};
}

/** Opens the details of the proxy from the review, and leaves them at the address. */
async function leaveAddress({terminal}: OpenWizard): Promise<void> {
	await terminal.waitFor('Ready to check?');
	terminal.press('g', keys.down);
	await terminal.waitFor(/❯ Proxy/);
	terminal.press(keys.enter);
	await terminal.waitFor(/How does the cluster|Which proxy/);
	if (terminal.screen().includes('How does the cluster')) terminal.press(keys.enter);
	await terminal.waitFor('Which proxy?');
	terminal.press(keys.enter, keys.enter, keys.enter, keys.enter, keys.enter);
}

describe('on a screen', () => {
	it('a proxy of use is named on the review, and nothing has to be kept', async () => {
		const services = given('alive');
		const wizard = openWizard(windows.usual, services);
		await leaveAddress(wizard);
		await wizard.terminal.waitFor('Only the proxy has been asked yet');
		expect(wizard.terminal.screen()).toContain('squid at http://proxy.example:3128 answers');
		wizard.terminal.press(keys.enter);
		await wizard.terminal.waitFor('Results');
		expect(services.tolerated).toEqual([[]]);
	});

	it.each(['usual', 'small', 'large'] as const)(
		'one where nobody answers is kept by a second Enter, for the check too (%s)',
		async size => {
			const services = given('dead');
			const wizard = openWizard(windows[size], services);
			await leaveAddress(wizard);
			await wizard.terminal.waitFor('Nothing listens');
			expect(wizard.terminal.screen()).toContain('keeps it.');
			wizard.terminal.press(keys.enter);
			await wizard.terminal.waitFor('Ready to check?');
			wizard.terminal.press(keys.enter);
			await wizard.terminal.waitFor('Results');
			expect(services.tolerated).toEqual([[proxy]]);
		},
	);

	it('a check through it comes back to the review, and the next start means it', async () => {
		const services = given('dead');
		const {terminal} = openWizard(windows.usual, services);
		await terminal.waitFor('Ready to check?');
		terminal.press(keys.enter);
		await terminal.waitFor('Nothing listens');
		await terminal.waitFor('start again to check all the same');
		terminal.press(keys.enter);
		await terminal.waitFor('Results');
		expect(services.tolerated).toEqual([[], [proxy]]);
	});

	it('a login is asked for right there, and the check goes on with it', async () => {
		const services = given('login');
		const {terminal, journal} = openWizard(windows.usual, services);
		await terminal.waitFor('Ready to check?');
		terminal.press(keys.enter);
		await terminal.waitFor('wants a user name and password');
		await terminal.waitFor(/❯ User name/);
		terminal.press('jo', keys.enter, 's3cret', keys.enter);
		await terminal.waitFor('Ready to check?');
		terminal.press(keys.enter);
		await terminal.waitFor('Results');
		expect(journal.secrets.at(-1)?.httpsProxyPassword).toBe('s3cret');
		expect(terminal.sent).not.toContain('s3cret');
	});
});

describe('by lines', () => {
	it('one where nobody answers is kept only on a word, for the check too', async () => {
		const services = given('dead');
		const {walk, hear} = startConversation(services);
		await walk([
			['changes that answer [start]:', '2'],
			['Number [3]:', ''],
			[`Address [${proxy}]:`, ''],
			['User name [none]:', ''],
			['Exceptions [none]:', ''],
			['CA file [none]:', ''],
			['Nothing listens', 'n'],
			[`Address [${proxy}]:`, ''],
			['User name [none]:', ''],
			['Exceptions [none]:', ''],
			['CA file [none]:', ''],
			['Keep it all the same?', 'y'],
			['Only the proxy has been asked yet', ''],
		]);
		await hear('Export the report?');
		expect(services.tolerated).toEqual([[proxy]]);
	});

	it('a login is asked for where the proxy wants one', async () => {
		const services = given('login');
		const {walk, hear, journal} = startConversation(services);
		await walk([
			['changes that answer [start]:', ''],
			['wants a user name and password (it offers Basic). Give them here.', 'jo'],
			['Password [none]:', 's3cret'],
			['Exceptions [none]:', ''],
			['CA file [none]:', ''],
			['squid at http://proxy.example:3128 answers', ''],
		]);
		await hear('Export the report?');
		expect(journal.secrets.at(-1)?.httpsProxyPassword).toBe('s3cret');
	});
});
