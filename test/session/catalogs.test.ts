import {generateKeyPairSync} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {describe, expect, it, onTestFinished, vi} from 'vitest';
import {publicKeyText, signatureText} from '../../scripts/catalog/minisign.ts';
import {catalog as builtIn} from '../../source/catalog/catalog.ts';
import {checksumOf, formatCatalog} from '../../source/catalog/catalog-file.ts';
import {toPlanReport} from '../../source/record/plan-report.ts';
import {renderPlan} from '../../source/report/formats.ts';
import {findCatalog} from '../../source/session/catalogs.ts';
import {preparePlan} from '../../source/session/prepare-plan.ts';
import {importProfile} from '../../source/session/profiles/change-profile.ts';
import {openSession} from '../../source/session/session.ts';
import {sampleProfile} from '../helpers/sample-profile.ts';

const newer = {...builtIn, version: '2026-10-01'};
const {privateKey} = generateKeyPairSync('ed25519');

function makeHome() {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-catalog-'));
	onTestFinished(() => fs.rmSync(folder, {recursive: true}));
	const session = openSession({environment: {ARC_NETCHECK_HOME: folder}, keepSecret: () => {}});
	const write = (name: string, text: string) => {
		fs.writeFileSync(path.join(folder, name), text, {mode: 0o644});
		return path.join(folder, name);
	};
	return {session, write};
}

const sign = (text: string) => signatureText(Buffer.from(text), privateKey, 'of a test');

describe('a catalog that is named', () => {
	it('is used, and its checksum stands in what is written', async () => {
		const {session, write} = makeHome();
		const file = write('mine.json', formatCatalog(newer));
		const {plan} = await preparePlan({region: 'eastus', proxy: 'none', catalogFile: file}, session);
		const report = toPlanReport(plan);
		expect(report.catalog).toEqual({version: '2026-10-01', checksum: checksumOf(newer)});
		const text = renderPlan('text', report, {columns: 200, colour: false, unicode: true});
		expect(text).toContain(`2026-10-01 (from a file, sha256 ${checksumOf(newer).slice(0, 16)})`);
	});

	it('is asked by a profile that is imported and names it', async () => {
		const {session, write} = makeHome();
		const [region] = builtIn.regions;
		if (region === undefined) throw new Error('The catalog is empty');
		const regions = [...builtIn.regions, {...region, name: 'moonbase'}];
		const catalogFile = write('mine.json', formatCatalog({...newer, regions}));
		const imported = (named: string | null) => {
			const profile = sampleProfile('moon', {region: 'moonbase', cloud: null, catalogFile: named});
			const file = write('profile.json', JSON.stringify(profile));
			return importProfile(file, {name: undefined, passwordFrom: null, isReplaceAllowed: true}, session);
		};
		await expect(imported(null)).rejects.toThrow(/moonbase/);
		expect(await imported(catalogFile)).toMatchObject({isReplaced: false});
	});

	it('with a signature beside it is held to that', async () => {
		const {session, write} = makeHome();
		const text = formatCatalog(newer);
		const file = write('mine.json', text);
		write('mine.json.minisig', sign(text));
		await expect(findCatalog(file, session)).rejects.toThrow(
			/signature .* made with a key that this program does not know\. Get both again\.$/,
		);
		write('catalog.pub', publicKeyText(privateKey));
		expect((await findCatalog(file, session)).catalog.version).toBe('2026-10-01');
		write('mine.json.minisig', sign(`${text} `));
		await expect(findCatalog(file, session)).rejects.toThrow(/changed after it was signed/);
	});

	it('that is older is refused', async () => {
		const {session, write} = makeHome();
		const file = write('mine.json', formatCatalog({...builtIn, version: '2025-01-01'}));
		await expect(findCatalog(file, session)).rejects.toThrow(/of 2025-01-01, older than the catalog of/);
	});

	it('that is not there is named with its flag', async () => {
		const {session} = makeHome();
		await expect(findCatalog('/nowhere/c.json', session)).rejects.toThrow(
			/^--catalog \/nowhere\/c\.json does not exist/,
		);
	});
});

describe('a catalog at home', () => {
	it('is not needed', async () => {
		const {session} = makeHome();
		expect(await findCatalog(null, session)).toEqual({catalog: builtIn, notes: []});
	});

	it('is used unasked where it is signed', async () => {
		const {session, write} = makeHome();
		const text = formatCatalog(newer);
		write('catalog.json', text);
		await expect(findCatalog(null, session)).rejects.toThrow(/has no signature beside it.*: add that, or remove it\.$/);
		write('catalog.json.minisig', sign(text));
		write('catalog.pub', publicKeyText(privateKey));
		expect((await findCatalog(null, session)).catalog.checksum).toBe(checksumOf(newer));
	});

	it('gives way to that of a newer program, which is said', async () => {
		const {session, write} = makeHome();
		write('catalog.json', formatCatalog({...builtIn, version: '2025-01-01'}));
		write('catalog.json.minisig', 'whatever');
		const {catalog, notes} = await findCatalog(null, session);
		expect(catalog).toBe(builtIn);
		expect(notes).toEqual([expect.stringMatching(/older than that of the program, which is used; remove it\.$/)]);
	});

	it('that is no JSON is refused with its name', async () => {
		const {session, write} = makeHome();
		write('catalog.json', '{');
		write('catalog.json.minisig', sign('{'));
		write('catalog.pub', publicKeyText(privateKey));
		await expect(findCatalog(null, session)).rejects.toThrow(/catalog\.json.*JSON/);
	});

	describe.skipIf(process.platform === 'win32')('with a key of one’s own beside it', () => {
		const modes: readonly (readonly [string, number])[] = [
			['that the group may change', 0o664],
			['that everybody may change', 0o646],
			['that the group alone may write', 0o620],
			['that all may change', 0o666],
			['that runs, and others may change', 0o777],
		];

		it.each(modes)('is not used for one %s', async (_, mode) => {
			const {session, write} = makeHome();
			const text = formatCatalog(newer);
			write('catalog.json', text);
			write('catalog.json.minisig', sign(text));
			const key = write('catalog.pub', publicKeyText(privateKey));
			fs.chmodSync(key, mode);
			await expect(findCatalog(null, session)).rejects.toThrow(/catalog\.pub can be changed by others/);
			fs.chmodSync(key, 0o644);
			expect((await findCatalog(null, session)).catalog.version).toBe(newer.version);
		});

		it('is not used for one of somebody else', async () => {
			const {session, write} = makeHome();
			const text = formatCatalog(newer);
			write('catalog.json', text);
			write('catalog.json.minisig', sign(text));
			const key = write('catalog.pub', publicKeyText(privateKey));
			const real = fs.fstatSync;
			const spy = vi
				.spyOn(fs, 'fstatSync')
				.mockImplementation(((descriptor: number) => Object.assign(real(descriptor), {uid: 4242})) as never);
			onTestFinished(() => spy.mockRestore());
			await expect(findCatalog(null, session)).rejects.toThrow(/can be changed by others/);
			fs.rmSync(key);
		});

		it('is not used without its signature, also where that goes while it is read', async () => {
			const {session, write} = makeHome();
			const text = formatCatalog(newer);
			write('catalog.json', text);
			const signature = write('catalog.json.minisig', sign(text));
			const files = {
				...session.files,
				read: async (...given: Parameters<typeof session.files.read>) => {
					const read = await session.files.read(...given);
					fs.rmSync(signature, {force: true});
					return read;
				},
			};
			await expect(findCatalog(null, {...session, files})).rejects.toThrow(/minisig/);
		});
	});
});
