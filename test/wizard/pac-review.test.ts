import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {answersFromFlags} from '../../source/wizard/state/answers/known-answers.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {startConversation} from './plain/helpers/conversation.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pac-review-'));
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

function write(name: string, body: string): string {
	const file = path.join(folder, name);
	fs.writeFileSync(file, `function FindProxyForURL(url, host) { ${body} }`);
	return file;
}

const split = write(
	'split.pac',
	'return /login/.test(host) ? "DIRECT" : "PROXY p.example:3128; PROXY q.example:3128";',
);
const initialWith = (pac: string) => ({region: 'eastus', features: ['arc'], ...answersFromFlags({pac}, null, {})});

describe('the review tells where a PAC that nobody was asked about sends the endpoints', () => {
	it('on a screen', async () => {
		const {terminal} = openWizard(windows.large, {initial: initialWith(split)});
		await terminal.waitFor('Ready to check?');
		await terminal.waitFor(
			/The PAC sends \d+ endpoints over http:\/\/p\.example:3128\s+and\s+\d+\s+endpoints?\s+directly/,
		);
		expect(terminal.screen()).toContain('Nothing has been sent yet');
	});

	it('by lines', async () => {
		const conversation = startConversation({initial: initialWith(split)});
		await conversation.hear('endpoints over http://p.example:3128');
		expect(conversation.said).toMatch(/The PAC sends \d+ endpoints over/);
	});

	it.each([
		['is not there', path.join(folder, 'gone.pac'), /gone\.pac does not exist/],
		['throws', write('throws.pac', 'throw new Error("no");'), /throws\.pac fails for/],
		['never ends', write('loop.pac', 'for (;;);'), /does not come to an end/],
	])('or that it %s', async (_what, pac, sentence) => {
		const {terminal} = openWizard(windows.large, {initial: initialWith(pac)});
		await terminal.waitFor('Ready to check?');
		await terminal.waitFor(sentence);
	});
});
