import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {keys} from '../helpers/terminal.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {fakeProfiles, openedProfile} from './helpers/profiles.ts';
import {startConversation} from './plain/helpers/conversation.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-audit-'));
const write = (name: string, text: string) => {
	fs.writeFileSync(path.join(folder, name), text);
	return path.join(folder, name);
};
let squid = '';
let domains = '';
beforeAll(() => {
	squid = write(
		'squid.conf',
		'acl ok dstdomain mcr.microsoft.com denied-1.example\nhttp_access allow ok\nhttp_access deny all\n',
	);
	const policies = ['root', 'edge'].map(
		name =>
			`edit ${name}\nconfig firewall policy\nedit 1\nset dstaddr "all"\nset service "ALL"\nset action accept\nnext\nend\nnext\n`,
	);
	domains = write('forti.conf', `config vdom\n${policies.join('')}end\n`);
});
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

const known = {initial: {region: 'eastus2', features: ['arc']}};

describe.each(['usual', 'small'] as const)('an audit in a %s window', size => {
	it('leads from the review to the result, the fix and a file', async () => {
		const {terminal} = openWizard(windows[size], known);
		await terminal.waitFor('Ready to check?');
		terminal.press('a');
		await terminal.waitFor('Audit an allow-list');
		terminal.press(squid);
		await terminal.waitFor('Read as squid');
		terminal.press(keys.ctrlS);
		await terminal.waitFor(/required\s+names\s+are\s+missing/);
		terminal.press('v');
		await terminal.waitFor(size === 'usual' ? 'one screen' : /1-\d of \d{2}/);
		terminal.press('x');
		await terminal.waitFor('What to add');
		terminal.press('e');
		await terminal.waitFor('add-squid.txt');
		terminal.press(keys.ctrlU, path.join(folder, `fix-${size}.txt`), keys.enter);
		await terminal.waitFor('Written:');
		expect(fs.readFileSync(path.join(folder, `fix-${size}.txt`), 'utf8')).toContain('http_access allow');
		terminal.press(keys.escape);
		await terminal.waitFor(/required\s+names\s+are\s+missing/);
		terminal.press(keys.escape);
		await terminal.waitFor('Read as');
		terminal.press(keys.escape);
		await terminal.waitFor('Ready to check?');
	});
});

describe('an audit', () => {
	it('says in the format of the ending what was found, and never replaces a file', async () => {
		const {terminal} = openWizard(windows.usual, known);
		await terminal.waitFor('Ready to check?');
		terminal.press('a', squid);
		await terminal.waitFor('Read as squid');
		terminal.press(keys.ctrlS);
		await terminal.waitFor('missing');
		terminal.press('e');
		await terminal.waitFor('audit-eastus2.md');
		terminal.press(keys.ctrlU, squid, keys.enter);
		await terminal.waitFor('Let the name end in');
		terminal.press(keys.ctrlU, path.join(folder, 'audit.json'), keys.enter);
		await terminal.waitFor('Written:');
		expect(JSON.parse(fs.readFileSync(path.join(folder, 'audit.json'), 'utf8')).schema).toBe('arc-netcheck/audit@1');
		terminal.press('e', keys.ctrlU, path.join(folder, 'audit.json'), keys.enter);
		await terminal.waitFor('is there already');
	});

	it('refuses a file that is not there, and one that says nothing', async () => {
		const {terminal} = openWizard(windows.usual, known);
		await terminal.waitFor('Ready to check?');
		terminal.press('a', '/nowhere/list.txt');
		await terminal.waitFor('does not exist');
		terminal.press(keys.ctrlS, keys.ctrlU, write('words.txt', 'nothing here\n'));
		await terminal.waitFor(/say what it is under\s+"Read as"/);
		terminal.press(keys.enter, 'list');
		await terminal.waitFor(/holds\s+no\s+rule/);
	});

	it('opens from the start page, which asks first what is needed', async () => {
		const profiles = fakeProfiles({prod: openedProfile('prod')});
		const opening = {kind: 'profiles', list: await profiles.list()} as const;
		const {terminal} = openWizard(windows.usual, {profiles, opening});
		await terminal.waitFor('What do you want to check?');
		terminal.press('a');
		await terminal.waitFor('Which Azure region');
		terminal.press('eastus2', keys.enter);
		await terminal.waitFor('Audit an allow-list');
		terminal.press(keys.escape);
		await terminal.waitFor('Ready to check?');
	});

	it('of results tells what was denied in them and is allowed in the list', async () => {
		const {terminal} = openWizard(windows.usual, known);
		await terminal.waitFor('Ready to check?');
		terminal.press(keys.enter);
		await terminal.waitFor('Results');
		terminal.press('a', squid);
		await terminal.waitFor('Read as squid');
		terminal.press(keys.ctrlS);
		await terminal.waitFor('Allowed here, and denied in the run (1)');
		terminal.press(keys.end);
		await terminal.waitFor('denied-1.example');
		expect(terminal.screen()).toContain('proxy.host-denied');
	});

	it('shows parts that decide each by itself, and takes one of them', async () => {
		const {terminal} = openWizard(windows.usual, known);
		await terminal.waitFor('Ready to check?');
		terminal.press('a', domains);
		await terminal.waitFor('Parts: root and edge');
		terminal.press(keys.tab, keys.tab, keys.tab, 'edge', keys.enter);
		await terminal.waitFor('edge alone is judged');
	});
});

describe('an audit by lines', () => {
	it('asks for the files, says what they are read as, and tells the rest by number', async () => {
		const {walk, hear} = startConversation(known);
		await walk([
			['a audits an allow-list', 'a'],
			['Files, with blanks between:', '/nowhere'],
			['does not exist', squid],
			['Read as squid: 2 rules.', ''],
			['Where the traffic comes from', ''],
			['required names are missing', '2'],
			['http_access allow', '3'],
			['File [add-squid.txt]:', path.join(folder, 'plain.txt')],
			['Written:', '1'],
			['Covered', '4'],
			['Files, with blanks between', 'back'],
		]);
		await hear('Review: Ready to check?');
		expect(fs.readFileSync(path.join(folder, 'plain.txt'), 'utf8')).toContain('http_access allow');
	});

	it('opens from the start page', async () => {
		const profiles = fakeProfiles({prod: openedProfile('prod')});
		const {walk, hear} = startConversation({profiles, opening: {kind: 'profiles', list: await profiles.list()}});
		await walk([
			['a audits an allow-list', 'a'],
			['part of its name:', 'eastus2'],
		]);
		await hear('Files, with blanks between');
	});
});
