import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, expect, it} from 'vitest';
import {completePath} from '../../../source/session/export/paths.ts';

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'complete-'));
fs.mkdirSync(path.join(home, 'certs'));
for (const file of ['certs/corp-root.pem', 'certs/corp-issuing.pem', 'certs/other.pem', '.hidden']) {
	fs.writeFileSync(path.join(home, file), '');
}
afterAll(() => fs.rmSync(home, {recursive: true, force: true}));

it.each([
	['~', '~/'],
	['~/c', '~/certs/'],
	['certs/o', 'certs/other.pem'],
	['certs/c', 'certs/corp-'],
	['certs/corp-r', 'certs/corp-root.pem'],
	['certs/x', 'certs/x'],
	['nowhere/x', 'nowhere/x'],
	['', 'certs/'],
	['.h', '.hidden'],
])('%j becomes %j', (typed, completed) => {
	expect(completePath(typed, {current: home, home})).toBe(completed);
});
