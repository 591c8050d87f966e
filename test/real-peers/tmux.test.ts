import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeEach, expect, it} from 'vitest';
import type {Run} from '../../source/record/run.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';

describeWithPeers('the wizard in tmux', ['tmux'], () => {
	let folder: string;
	const tmux = (...parameters: string[]) =>
		execFileSync('tmux', ['-S', path.join(folder, 'socket'), ...parameters], {encoding: 'utf8'});
	const screen = () => tmux('capture-pane', '-p', '-t', 'wizard');
	const type = (...keys: string[]) => tmux('send-keys', '-t', 'wizard', ...keys);

	/** Waits until the screen shows a text, as a person would before typing on. */
	async function see(text: string | RegExp): Promise<string> {
		for (let attempt = 0; attempt < 300; attempt++) {
			const shown = screen();
			if (typeof text === 'string' ? shown.includes(text) : text.test(shown)) return shown;
			await sleep(50);
		}
		throw new Error(`The screen never showed ${text}:\n${screen()}`);
	}

	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tmux-'));
	});
	afterEach(() => {
		tmux('kill-server');
		// What was started in it may still be writing its last.
		fs.rmSync(folder, {recursive: true, force: true, maxRetries: 5});
	});

	it.each([
		[80, 24],
		[40, 12],
	])('goes from the first question to the exported file at %i columns and %i rows', async (columns, rows) => {
		const program = path.resolve('dist/arc-netcheck.mjs');
		const command = `cd ${folder} && env ARC_NETCHECK_HOME=${folder}/home ${process.execPath} ${program} demo; echo "ended with $?"; cat`;
		tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'wizard', '-x', String(columns), '-y', String(rows), command);

		await see('Which Azure region');
		type('west', 'e');
		await see('westeurope');
		type('Enter');
		await see('How does the cluster reach out?');
		type('Enter');
		await see('What will run on the cluster?');
		type('Enter');
		await see('Your own resources');
		type('Enter', 'Enter', 'Enter');
		await see('Ready to check?');
		type('Enter');
		const results = await see('Results');
		expect(results).toMatch(/blocked/);
		type('e');
		await see('3 of 21 ticked');
		// JSON too, the second of the other formats, which are folded three rows below Markdown.
		type('j', 'j', 'j', 'Space', 'j', 'j', 'Space');
		await see('4 of 21 ticked');
		type('Enter');
		await see('4 files written');
		type('Enter');
		const end = await see('ended with 1');
		expect(end).toContain('report.json');

		const written = fs.readdirSync(folder).find(name => name.startsWith('arc-netcheck-demo-westeurope-')) ?? '';
		const report = JSON.parse(fs.readFileSync(path.join(folder, written, 'report.json'), 'utf8')) as Run;
		const denied = report.results.filter(({cause}) => cause === 'proxy.host-denied').map(({target}) => target?.host);
		expect(denied).toContain('gbl.his.arc.azure.com');
	});

	it.each([
		['its own client, as it comes', 'external', process.env.PATH ?? ''],
		['OSC 52, where its client is missing', 'on', '/nowhere'],
	])('copies a command to tmux by %s', async (_name, setting, searchPath) => {
		const program = path.resolve('dist/arc-netcheck.mjs');
		const command = `env PATH=${searchPath} ARC_NETCHECK_HOME=${folder}/home ${process.execPath} ${program} demo; cat`;
		tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'wizard', '-x', '80', '-y', '24', command);
		tmux('set-option', '-s', 'set-clipboard', setting);
		await see('Which Azure region');
		type('west', 'e');
		await see('westeurope');
		for (const question of ['How does the cluster reach out?', 'What will run', 'Your own resources']) {
			type('Enter');
			await see(question);
		}
		type('Enter', 'Enter', 'Enter');
		await see('Ready to check?');
		type('Enter');
		await see('Results');
		// Findings are closed where they don't all fit.
		type('Right');
		await see('gbl.his.arc.azure.com');
		type('j', 'Enter');
		await see('Status');
		type('c');
		await see(setting === 'on' ? 'to the terminal' : 'to tmux');
		expect(tmux('show-buffer')).toMatch(/^curl --verbose [^\n]*gbl\.his\.arc\.azure\.com[^\n]*$/);
	});

	it('is stopped by Ctrl-Z and goes on by fg, with the shell as it was in between', async () => {
		const program = path.resolve('dist/arc-netcheck.mjs');
		const shell = `env PS1='shell> ' HOME=${folder} ARC_NETCHECK_HOME=${folder}/home bash --norc --noprofile -i`;
		tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'wizard', '-x', '80', '-y', '24', shell);
		const modes = () => tmux('display-message', '-p', '-t', 'wizard', '#{cursor_flag} #{alternate_on}').trim();
		await see('shell>');
		type(`stty -a > ${folder}/before`, 'Enter', `${process.execPath} ${program} demo`, 'Enter');
		await see('Which Azure region');
		type('west', 'e');
		const before = await see('1 of 65');
		type('C-z');
		await see(/Stopped.*shell>/s);
		expect(modes()).toBe('1 0');
		type(`stty -a > ${folder}/during; cmp ${folder}/before ${folder}/during && echo as before`, 'Enter');
		await see(/^as before$/m);
		type('fg', 'Enter');
		await see('1 of 65');
		await see('? help');
		expect(screen()).toBe(before);
		expect(modes()).toMatch(/ 1$/);
		type('C-c');
		await see('shell>');
		expect(modes()).toBe('1 0');
	});

	it('shows no debris after its window was made small and large again', async () => {
		const program = path.resolve('dist/arc-netcheck.mjs');
		const command = `env ARC_NETCHECK_HOME=${folder}/home ${process.execPath} ${program} demo; cat`;
		tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'wizard', '-x', '80', '-y', '24', command);
		await see('Which Azure region');
		// From the top of the list, so that every window shows its beginning.
		tmux('send-keys', '-t', 'wizard', 'Home');
		await see('1-10 of 65');
		const before = await see('? help');
		for (const [columns, rows, position] of [
			[40, 12, '1-4 of 65'],
			[120, 50, '1-34 of 65'],
			[80, 12, '1-4 of 65'],
		] as const) {
			tmux('resize-window', '-t', 'wizard', '-x', String(columns), '-y', String(rows));
			const shown = await see(position);
			expect(shown.match(/Which Azure region/g)).toHaveLength(1);
			expect(shown.match(/\? help/g)).toHaveLength(1);
		}
		tmux('resize-window', '-t', 'wizard', '-x', '80', '-y', '24');
		await see('1-10 of 65');
		await see('? help');
		await sleep(200);
		expect(screen()).toBe(before);
	});
});
