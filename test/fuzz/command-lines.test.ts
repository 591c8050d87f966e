import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, expect, it} from 'vitest';
import {dialectIds} from '../../source/allowlists/dialect-ids.ts';
import {program, runProgram} from '../helpers/program.ts';
import {createMaker, foreignIn, type Maker, mostWork, password, patienceMs, seedsFor} from './helpers/fuzz.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fuzz-lines-'));
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));
const sample = path.join(folder, 'run.json');
fs.copyFileSync('docs/samples/run.json', sample);

/** What a kernel lets be an argument. */
const argument = (text: string) => text.replaceAll('\0', '').toWellFormed().slice(0, 5000);

const secretUrl = `http://anna:${password}@proxy.example:3128`;

function makeCommandLine(maker: Maker): readonly string[] {
	const {pick, text, damage, number} = maker;
	const value = () => argument(pick([text(), damage(secretUrl), damage('eastus'), '5', 'all', sample, '-', folder]));
	const flags = [
		...['--region', '--cloud', '--features', '--level', '--resource', '--requirements', '--proxy', '--https-proxy'],
		...['--no-proxy', '--ca-file', '--dns', '--public-roots', '--timeout', '--retries', '--concurrency', '--format'],
		...['--output', '--fail-on', '--profile', '--from', '--only', '--source', '--keep', '--name', '--password-from'],
		...[
			'--pac',
			'--time-servers',
			'--proxy-login',
			'--private',
			'--catalog',
			'--http-proxy',
			'--no-proxy',
			'--dialect',
		],
		...['--part', '--vantage', '--rate', '--after', '--view', '--nodes'],
	];
	const switches = [
		'--no-input',
		'--quiet',
		'--redact',
		'--verbose',
		'--ascii',
		'--force',
		'--no-color',
		'--compare-direct',
		'--fix',
		'--judge-again',
		'--borrow',
		'--json',
	];
	const rest = Array.from({length: number(6)}, () =>
		pick<() => readonly string[]>([
			() => [pick(flags), value()],
			() => [`${pick(flags)}=${value()}`],
			() => [pick(switches)],
			() => [value()],
		])(),
	).flat();
	// None that probes: that what is named is asked is another matter.
	const commands: ReadonlyArray<readonly string[]> = [
		['plan', '--region', 'eastus'],
		['plan'],
		['rules', pick(dialectIds), '--region', 'eastus'],
		['rules', pick(dialectIds), '--from', sample],
		['rules'],
		['report', sample],
		['report'],
		['diff', sample, sample],
		['profiles', 'save', pick(['prod', value()]), '--region', 'eastus'],
		['profiles', pick(['list', 'show', 'remove', 'rename', 'import', 'export'])],
		['runs', pick(['list', 'show'])],
		['explain', pick(['tls.intercepted', 'tls.nothing', secretUrl])],
		['check', '--watch', 'x'],
		['explain', '--log', value()],
		['audit', pick([sample, folder, value()]), '--region', 'eastus'],
		['audit', sample, '--dialect', pick(dialectIds), '--region', 'eastus'],
		['catalog', pick(['list', 'show', 'diff', 'export', value()])],
		['vantage', pick(['script', 'import', 'manifest', value()])],
		['vantage', 'script', '--region', 'eastus'],
		['vantage', 'import', pick([sample, value()])],
		['completion', pick(['bash', 'zsh', 'fish', value()])],
		['--version'],
		['--help'],
		[value()],
		[],
	];
	return [...pick(commands), ...rest];
}

function makeEnvironment({pick, text, damage, number}: Maker): {readonly [name: string]: string} {
	const names = [
		...['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'ALL_PROXY', 'ARC_NETCHECK_PROXY_PASSWORD', 'TERM', 'COLUMNS'],
		...['NO_COLOR', 'SSL_CERT_FILE', 'TZ', 'CI'],
	];
	return Object.fromEntries(
		names
			.filter(() => number(4) === 0)
			// Node itself ends with a signal for a locale of a hundred letters, and so it may for others.
			.map(name => [name, argument(pick([text(), damage(secretUrl), 'dumb', '1', ''])).slice(0, 90)]),
	);
}

/** Notes for how long processors worked for a program, its start included: nothing but a shell tells that of a child, whatever it is. */
const timed = (notes: string): readonly [string, ...string[]] => [
	'sh',
	'-c',
	'notes=$1; shift; "$@"; code=$?; times >"$notes"; exit $code',
	'sh',
	notes,
	...program,
];

/** The work that `timed` noted, in seconds: the second line is that of children, as `0m0.21s 0m0.04s`. */
function notedWork(notes: string): number {
	const [, ofChildren = ''] = fs.readFileSync(notes, 'utf8').split('\n');
	const parts = [...ofChildren.matchAll(/(\d+)m([\d.,]+)s/g)];
	expect(parts, ofChildren).toHaveLength(2);
	return parts.reduce(
		(sum, [, minutes, seconds = '']) => sum + Number(minutes) * 60 + Number(seconds.replace(',', '.')),
		0,
	);
}

/** What a plan takes where a second is meant to be a second, in seconds of processor time. */
const ordinaryPlan = 0.25;

/** No line may take longer, in seconds of processor time. A machine that is slow, or shares its cores, is slow at a plan as well. */
async function mostWorkHere(): Promise<number> {
	const notes = path.join(folder, 'times-plan');
	const plans: number[] = [];
	while (plans.length < 3) {
		await runProgram(['plan', '--region', 'eastus'], {command: timed(notes)});
		plans.push(notedWork(notes));
	}
	const [, median = 0] = plans.toSorted((one, other) => one - other);
	return mostWork * Math.max(1, median / ordinaryPlan);
}

it(
	'a command line, whatever is in it, ends with a code of the contract and one sentence',
	async () => {
		for (const seed of seedsFor(2)) {
			const maker = createMaker(seed);
			const home = path.join(folder, String(seed));
			const work = path.join(folder, `work-${seed}`);
			fs.mkdirSync(home);
			fs.mkdirSync(work);
			const parameters = makeCommandLine(maker).map(text => (text === folder ? path.join(work, 'out') : text));
			const notes = path.join(folder, `times-${seed}`);
			const {code, stdout, stderr} = await runProgram(parameters, {
				home,
				folder: work,
				command: timed(notes),
				environment: makeEnvironment(maker),
			});
			const told = `seed ${seed}: ${JSON.stringify(parameters).slice(0, 400)}\n${stderr.slice(0, 2000)}`;
			expect([0, 1, 2, 3, 130], told).toContain(code);
			const spent = notedWork(notes);
			if (spent >= mostWork) expect(spent, told).toBeLessThan(await mostWorkHere());
			expect(stderr, told).not.toMatch(/fault of arc-netcheck|\n {4}at /);
			for (const output of [stdout, stderr]) {
				expect(foreignIn(output), told).toBeNull();
				expect(output, told).not.toContain(password);
			}
			if (code === 2) {
				const lines = stderr.trimEnd().split('\n');
				expect(lines.filter(line => line.startsWith('arc-netcheck: ')).length, told).toBe(1);
				expect(
					lines.filter(line => !/^(?:(?:arc-netcheck|See|Note): |\(Did you mean )/.test(line)),
					told,
				).toEqual([]);
			}
			const left = [home, work].flatMap(place =>
				fs.readdirSync(place, {recursive: true, encoding: 'utf8'}).map(name => path.join(place, name)),
			);
			expect(
				left.filter(name => name.endsWith('.new')),
				told,
			).toEqual([]);
			for (const file of left.filter(name => fs.statSync(name).isFile())) {
				expect(fs.readFileSync(file, 'utf8'), told).not.toContain(password);
			}
		}
	},
	patienceMs,
);
