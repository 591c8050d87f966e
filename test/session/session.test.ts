import {describe, expect, it} from 'vitest';
import {UsageError} from '../../source/errors.ts';
import {preparePlan} from '../../source/session/prepare-plan.ts';
import {openSession, openSystemProxy} from '../../source/session/session.ts';
import type {Environment, SettingsInput} from '../../source/settings/types.ts';

const server = (text: string) =>
	`\r\nKEY\r\n    ProxyEnable    REG_DWORD    0x1\r\n    ProxyServer    REG_SZ    ${text}\r\n`;
const services = `\r\nKEY\r\n    WinHttpSettings    REG_BINARY    ${Buffer.from('\x28\0\0\0\0\0\0\0\x03\0\0\0\x03\0\0\0w:1\0\0\0\0', 'latin1').toString('hex')}\r\n`;

/** Windows with what stands at a key whose name begins and ends so. */
function windowsWith(values: {readonly [place: string]: string}, asked: string[] = []) {
	return openSystemProxy({}, 'win32', key => {
		asked.push(key);
		const place = Object.keys(values).find(one => key.startsWith(one.slice(0, 4)) && key.endsWith(one.slice(5)));
		return place === undefined ? '' : (values[place] ?? '');
	});
}

describe('the proxy of the system', () => {
	it.each(['linux', 'darwin'] as const)('has no one place on %s', platform => {
		expect(openSystemProxy({}, platform)).toBeNull();
	});

	it.each([
		[{'HKCU Internet Settings': server('u:1'), 'HKLM Internet Settings': server('m:1')}, 'u', 1],
		[{'HKLM Internet Settings': server('m:1'), 'HKLM Connections': services}, 'm', 2],
		[{'HKLM Connections': services}, 'w', 3],
		[{}, undefined, 3],
	])('is that of the user, else of the machine, else of its services, and is read once: %j', (values, host, count) => {
		const asked: string[] = [];
		const read = windowsWith(values, asked);
		expect(read?.()?.https?.endpoint.host).toBe(host);
		expect(read?.()?.https?.endpoint.host).toBe(host);
		expect(asked).toHaveLength(count);
	});

	it('that can not be read is said each time it is wanted', () => {
		const read = windowsWith({'HKCU Internet Settings': server('a:b:c')});
		expect(read).toThrow(UsageError);
		expect(read).toThrow('The proxy of Windows (ProxyServer) has more than one colon');
	});
});

describe('--proxy system', () => {
	const planned = async (
		flags: SettingsInput,
		values: {readonly [place: string]: string},
		environment: Environment = {},
	) => {
		const session = openSession({environment, keepSecret() {}}, {systemProxy: windowsWith(values)});
		const {plan, notes} = await preparePlan({region: 'eastus', ...flags}, session, {makesTraffic: false});
		return {proxy: plan.settings.proxy, pac: plan.settings.pac, notes};
	};
	const user = {
		'HKCU Internet Settings': `${server('http=a:1;https=b:2')}    ProxyOverride    REG_SZ    *.corp;a*b;<local>\r\n`,
	};
	const script = {'HKCU Internet Settings': '    AutoConfigURL    REG_SZ    http://c/p.pac\r\n'};

	it('takes what Windows names, and says what of it can not be had', async () => {
		const {proxy, notes} = await planned({proxy: 'system'}, user, {https_proxy: 'http://other:9'});
		expect(proxy).toMatchObject({source: 'system', https: {host: 'b'}, http: {host: 'a'}, noProxy: '.corp'});
		expect(notes[0]).toContain('lets a*b past its proxy');
	});

	it('takes its PAC script', async () => {
		const {proxy, pac, notes} = await planned({proxy: 'system'}, script);
		expect(proxy).toMatchObject({source: 'pac', https: null});
		expect(pac).toBe('http://c/p.pac');
		expect(notes[0]).toBe('Windows names the PAC script http://c/p.pac.');
	});

	it.each<readonly [SettingsInput, {readonly [place: string]: string}, Environment, string | null]>([
		[{}, user, {}, 'Windows reaches out by http://b:2 and http://a:1, and nothing here does: add --proxy system if'],
		[{}, script, {}, 'Windows reaches out by the PAC script http://c/p.pac, and nothing here does'],
		[{}, {'HKCU Internet Settings': server('a:b:c')}, {}, 'more than one colon: write it like'],
		[{}, {}, {}, null],
		[{}, user, {https_proxy: 'http://p:1'}, null],
		[{proxy: 'none'}, user, {}, null],
		[{proxy: 'environment'}, user, {}, 'The environment names no proxy'],
		[{proxy: 'system'}, {}, {}, 'Windows names no proxy, so every target is reached directly.'],
	])(
		'is no default, and is offered where nobody says how to reach out: %j, %j, %j',
		async (flags, values, environment, expected) => {
			const {notes, proxy} = await planned(flags, values, environment);
			if (expected === null) expect(notes).toEqual([]);
			else expect(notes).toEqual([expect.stringContaining(expected)]);
			expect(proxy.source).toBe(environment.https_proxy ? 'environment' : (flags.proxy ?? 'none'));
		},
	);

	it('is refused where it would do nothing', async () => {
		const elsewhere = openSession({environment: {}, keepSecret() {}}, {systemProxy: null});
		await expect(preparePlan({region: 'eastus', proxy: 'system'}, elsewhere)).rejects.toThrow(
			'--proxy system takes the proxy that Windows names, and this is another system',
		);
		await expect(planned({proxy: 'system', noProxy: '.svc'}, script)).rejects.toThrow('leave out --no-proxy');
		await expect(planned({proxy: 'system'}, {'HKCU Internet Settings': server('a:b:c')})).rejects.toThrow(
			'more than one colon',
		);
	});
});
