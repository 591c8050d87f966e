// The program for Windows under wine: commands, files and the registry, without its drawn wizard, whose console wine does not
// have. ARC_NETCHECK_WINDOWS names another one than that of the release. Needs root, for a mount that only wine sees.
import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {versionLine} from '../../source/version.ts';

const release = path.resolve(process.env.ARC_NETCHECK_RELEASE ?? 'release');
const program = path.resolve(process.env.ARC_NETCHECK_WINDOWS ?? path.join(release, 'arc-netcheck-win-x64.exe'));
const wine = '/usr/lib/wine/wine64';
const kernel = '/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/kernelbase.dll';
const isThere = [program, wine, kernel].every(file => fs.existsSync(file));
const internetSettings = String.raw`HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings`;

describe.skipIf(!isThere)('the program for Windows under wine (skipped where either is missing)', () => {
	let folder: string;
	let environment: NodeJS.ProcessEnv;
	beforeAll(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-wine-'));
		environment = {
			PATH: process.env.PATH,
			HOME: folder,
			WINEPREFIX: path.join(folder, 'prefix'),
			WINEDEBUG: '-all',
			// Its debugger would wait for somebody.
			WINEDLLOVERRIDES: 'mscoree,mshtml=;winedbg.exe=d',
			DISPLAY: '',
		};
		const own = path.join(folder, 'kernelbase.dll');
		// Node finds a function there that wine has by half, and without it does as on older Windows. Names are sorted, and stay so.
		const text = fs.readFileSync(kernel, 'latin1').replaceAll('\0VirtualAlloc2\0', '\0VirtualAlloc1\0');
		fs.writeFileSync(own, text, 'latin1');
		inWine('wineboot.exe', '--init');
		inWine('reg.exe', 'add', String.raw`HKCU\Software\Wine`, '/v', 'Version', '/d', 'win10', '/f');
		const drive = path.join(folder, 'prefix');
		fs.cpSync(program, path.join(drive, 'drive_c/arc-netcheck.exe'));
		// It is the whole of this machine.
		fs.rmSync(path.join(drive, 'dosdevices/z:'));
	}, 240_000);
	afterAll(() => {
		if (!isThere) return;
		spawnSync('/usr/lib/wine/wineserver64', ['--kill'], {env: environment});
		fs.rmSync(folder, {recursive: true, force: true, maxRetries: 20, retryDelay: 100});
	});

	/** Pipes are no streams to Node under wine, and files are. */
	function inWine(...words: readonly string[]) {
		const [out, error] = [path.join(folder, 'out'), path.join(folder, 'error')];
		const script = `mount --bind "$0" ${kernel} && exec ${wine} "$@" >"$OUT" 2>"$ERROR" </dev/null`;
		const {status} = spawnSync(
			'unshare',
			['--mount', 'bash', '-c', script, path.join(folder, 'kernelbase.dll'), ...words],
			{
				cwd: fs.existsSync(path.join(folder, 'prefix/drive_c')) ? path.join(folder, 'prefix/drive_c') : folder,
				env: {...environment, OUT: out, ERROR: error},
				timeout: 60_000,
				killSignal: 'SIGKILL',
			},
		);
		return {status, stdout: fs.readFileSync(out, 'utf8'), stderr: fs.readFileSync(error, 'utf8')};
	}
	const run = (...words: readonly string[]) => inWine(String.raw`C:\arc-netcheck.exe`, ...words);

	it('says its version', () => {
		expect(run('--version').stdout.trim()).toBe(versionLine);
	});

	it('plans what the one for Linux plans', () => {
		const words = ['plan', '--region', 'eastus', '--proxy', 'none', '--format', 'json'];
		const expected = execFileSync(path.join(release, 'arc-netcheck-linux-x64'), words, {
			encoding: 'utf8',
			env: {HOME: folder},
		});
		expect(run(...words).stdout).toBe(expected);
	});

	it('keeps profiles where Windows has settings, and runs beside compiled code', () => {
		run('profiles', 'save', 'prod', '--region', 'eastus', '--proxy', 'http://127.0.0.1:9');
		expect(run('profiles').stdout).toContain('prod');
		expect(run('check', '--profile', 'prod', '--no-input')).toMatchObject({status: 1});
		const data = path.join(folder, 'prefix/drive_c/users', os.userInfo().username, 'AppData');
		expect(fs.readdirSync(path.join(data, 'Roaming/arc-netcheck/profiles'))).toEqual(['prod.json']);
		expect(fs.readdirSync(path.join(data, 'Local/arc-netcheck/runs/prod'))).toEqual([expect.stringMatching(/\.json$/)]);
		expect(fs.readdirSync(path.join(data, 'Local/arc-netcheck/cache')).length).toBeGreaterThan(0);
	});

	it('writes no report to a device, and one to a file', () => {
		expect(run('report', 'prod@last', '--output', 'nul')).toMatchObject({status: 2});
		expect(run('report', 'prod@last', '--output', String.raw`C:\report.html`)).toMatchObject({status: 0});
		expect(fs.readFileSync(path.join(folder, 'prefix/drive_c/report.html'), 'utf8')).toContain('<html');
	});

	it('takes the proxy of the registry on wish, and says that it is there', () => {
		for (const [name, type, value] of [
			['ProxyEnable', 'REG_DWORD', '1'],
			['ProxyServer', 'REG_SZ', 'https=proxy.example:3128'],
			['ProxyOverride', 'REG_SZ', '*.core.windows.net;<local>'],
		] as const)
			inWine('reg.exe', 'add', internetSettings, '/v', name, '/t', type, '/d', value, '/f');
		const plan = JSON.parse(run('plan', 'eastus', '--proxy', 'system', '--format', 'json').stdout);
		expect(plan.settings.proxy).toMatchObject({
			source: 'system',
			https: {host: 'proxy.example', port: 3128},
			http: null,
			noProxy: '.core.windows.net',
		});
		expect(run('plan', 'eastus').stderr).toContain('Windows reaches out by http://proxy.example:3128');
	});
});
