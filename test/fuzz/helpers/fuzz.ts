import process from 'node:process';
import {createRandom} from '../../helpers/random.ts';

/** How much is tried: 1 in the usual run, many times that where there is time (`.ci/run`). */
const scale = Number(process.env.FUZZ_SCALE ?? 1);
/** Where the seeds begin: the same ones each time, unless somebody asks for others. */
const firstSeed = Number(process.env.FUZZ_SEED ?? 1);

/** Ends what hangs, in milliseconds; nothing is measured by it. */
export const patienceMs = 120_000 + 60_000 * scale;

/** The seeds of one area: `count` of them in the usual run. */
export function seedsFor(count: number): readonly number[] {
	return Array.from({length: Math.ceil(count * scale)}, (_, index) => firstSeed + index);
}

/** What makes inputs: everything follows from the seed. */
export type Maker = {
	/** From 0 to below `below`. */
	readonly number: (below: number) => number;
	readonly pick: <Item>(items: readonly Item[]) => Item;
	/** A text that means harm. */
	readonly text: () => string;
	/** The text with something changed, cut, doubled or put in. */
	readonly damage: (text: string) => string;
};

const nasty: readonly string[] = [
	'',
	' ',
	'\u0000',
	'\u001b[2J\u001b[31m',
	'\u001b]0;owned\u0007',
	'\u001b]52;c;ZXZpbA==\u0007',
	'\u009b31m\u0085',
	'\u202e\u2066\u200b\ufeff\u{e0041}\u00ad',
	'\r\n\r\nX: y',
	'\ud800',
	'💥'.repeat(40),
	'a'.repeat(5000),
	'a.'.repeat(300),
	'=cmd|calc',
	'| `x` <script>alert(1)</script> [a](javascript:b)',
	"'; rm -rf /; '",
	'$(id)',
	'../../../../etc/passwd',
	'%2e%2e%00',
	'http://user:hunter2-fuzz@proxy.example:3128',
	'//user:hunter2-fuzz@x',
	'[::1]:99999',
	'０.０.０.０',
	'xn--',
	'-rf',
	'--',
	'-----BEGIN CERTIFICATE-----',
	'__proto__',
	'constructor',
	'null',
	'NaN',
	'1e999',
	'-1',
	'99999999999999999999',
	'+275760-09-14T00:00:00Z',
	'{"a":'.repeat(200),
	':'.repeat(2000),
	'=a:'.repeat(2000),
	'*',
	'*.*',
	'<region>',
];

/** A password that is in use wherever one is: it must not come back. */
export const password = 'hunter2-fuzz';

export function createMaker(seed: number): Maker {
	const number = createRandom(seed);
	const pick = <Item>(items: readonly Item[]): Item => items[number(items.length)] as Item;
	const text = () => pick(nasty);
	return {
		number,
		pick,
		text,
		damage(given) {
			let damaged = given;
			for (let times = number(4) + 1; times > 0; times--) {
				const at = number(damaged.length + 1);
				const end = at + number(40);
				damaged = pick([
					() => damaged.slice(0, at),
					() => damaged.slice(0, at) + text() + damaged.slice(at),
					() => damaged.slice(0, at) + damaged.slice(end),
					() => damaged.slice(0, end) + damaged.slice(at),
					() => damaged.slice(0, at) + String.fromCharCode(number(0x3000)) + damaged.slice(at + 1),
				])();
			}
			return damaged;
		},
	};
}

/** Data with some of its values changed: of another kind, harmful, gone, or too many. */
export function damageData(data: unknown, maker: Maker): unknown {
	const {number, pick, text} = maker;
	const places: Array<readonly [holder: Record<string, unknown>, key: string]> = [];
	const copy = structuredClone(data);
	const collect = (value: unknown) => {
		if (typeof value !== 'object' || value === null) return;
		for (const [key, inner] of Object.entries(value)) {
			places.push([value as Record<string, unknown>, key]);
			collect(inner);
		}
	};
	collect(copy);
	for (let times = number(5) + 1; times > 0; times--) {
		const [holder, key] = pick(places);
		const before = holder[key];
		const change = pick<() => unknown>([
			() => text(),
			() => text(),
			() => (typeof before === 'string' ? before + text() : text()),
			() => (typeof before === 'number' ? pick([-1, 0, 1e15, 2 ** 53, -0.5, 65_536]) : number(100)),
			() => pick([null, true, [], {}]),
			() => (Array.isArray(before) ? Array.from({length: 3}, () => before).flat() : [before]),
			() => ({[pick(['a', 'constructor', 'port'])]: before}),
		]);
		if (number(6) === 0) delete holder[key];
		else holder[key] = change();
	}
	return copy;
}

/** Everything that could move a cursor, ring a bell, reorder or hide text; line feeds and tabs stand between lines and cells. */
const foreign = /[^\n\r\t\P{Cc}]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
/** A byte order mark stands before what a spreadsheet reads. */
const byteOrderMark = /^\ufeff/;

/** The first foreign character of an output, with what stands around it; null: there is none. */
export function foreignIn(output: string): string | null {
	const text = output.replace(byteOrderMark, '');
	const at = foreign.exec(text)?.index;
	return at === undefined ? null : JSON.stringify(text.slice(Math.max(0, at - 40), at + 20));
}

/** Begins a step; the answer gives the work of this thread since then, in seconds of processor time: how busy the machine is does not count. */
export function beginWork(): () => number {
	const before = process.threadCpuUsage();
	return () => {
		const {user, system} = process.threadCpuUsage(before);
		return (user + system) / 1e6;
	};
}

/** Does one step and gives its own work, as `beginWork` does. */
export function workOf(step: () => void): number {
	const work = beginWork();
	step();
	return work();
}

/** No step may take longer, in seconds of processor time. */
export const mostWork = 1;
