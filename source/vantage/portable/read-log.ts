import {gunzipSync} from 'node:zlib';
import {safeText} from '../../safe-text.ts';

/** One line of evidence: what it is about, and its text. */
export type Entry = {readonly key: string; readonly text: string};

/** What one run of the portable probe wrote: data of a stranger, bounded and stripped, of which nothing is judged. */
export type EvidenceLog = {
	readonly nonce: string;
	/** All of it is there, and none of it was changed on the way. */
	readonly isComplete: boolean;
	/** What it says of the machine, by key. */
	readonly facts: ReadonlyMap<string, readonly string[]>;
	/** What it says of each target or control that it came to the end of. */
	readonly targets: ReadonlyMap<string, readonly Entry[]>;
	/** Certificate chains as PEM, by their checksum. */
	readonly chains: ReadonlyMap<string, string>;
	/** The plan that it carries; null: none. */
	readonly planText: string | null;
};

/** The most that is read of one log, in lines; a target takes some forty. */
const lineLimit = 40_000;

/** The most lines of one fact, of which a plan is the longest. */
const factLimit = 4000;

/** The longest line that is read, and the most of all of one log, in characters. */
const longestLine = 2000;
const largestLog = 16_000_000;

/** The largest plan that is unpacked, in bytes. */
const largestPlan = 32_000_000;

/** A line, and its three parts. */
type Line = {readonly whole: string; readonly id: string; readonly key: string; readonly value: string};

const line = /^(-|t\d{1,5}(?:\.[a-z0-9-]{1,30})?)\|([a-z][a-zA-Z0-9.]{0,40})\|(.*)$/;

/** What `kubectl logs` may put before a line: the pod, and the time. */
const prefix = /^(?:\[(pod\/[\w./-]{1,300})\] )?(?:\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+) )?/;

/**
 * Reads any mixture of logs, one after the other or, as `kubectl logs --prefix` writes them, line by line. Foreign lines
 * are passed over.
 */
export function readLogs(text: string): readonly EvidenceLog[] {
	const bySource = new Map<string, Line[]>();
	for (const raw of text.split('\n')) {
		// Few lines of a large log have a prefix.
		const found = raw.startsWith('t') || raw.startsWith('-') ? null : prefix.exec(raw);
		const source = found?.[1] ?? '';
		const whole = raw.slice(found?.[0].length ?? 0, raw.endsWith('\r') ? -1 : undefined);
		const [, id, key, value] = (whole.length <= longestLine && line.exec(whole)) || [];
		if (id === undefined || key === undefined || value === undefined) continue;
		const lines = bySource.get(source) ?? [];
		lines.push({whole, id, key, value});
		bySource.set(source, lines);
	}
	return [...bySource.values()].flatMap(splitLogs).map(readLog);
}

/** One source may hold several logs, each with its own beginning; what stands before the first is none. */
function splitLogs(lines: readonly Line[]): Line[][] {
	const logs: Line[][] = [];
	for (const each of lines) {
		if (each.key === 'proto' && /^-\|proto\|arc-netcheck\/evidence@1 [\da-f]{16}$/.test(each.whole)) logs.push([]);
		logs.at(-1)?.push(each);
	}
	return logs.map(withinLimits);
}

function withinLimits(lines: readonly Line[]): Line[] {
	let size = 0;
	return lines.slice(0, lineLimit).filter(({whole}) => {
		size += whole.length;
		return size <= largestLog;
	});
}

function readLog(lines: readonly Line[]): EvidenceLog {
	const nonce = /[\da-f]{16}$/.exec(lines[0]?.whole ?? '')?.[0] ?? '';
	const facts = new Map<string, string[]>();
	const open = new Map<string, Entry[]>();
	const targets = new Map<string, readonly Entry[]>();
	const chains = new Map<string, string>();
	let isComplete = false;
	for (const [index, {id, key, value}] of lines.entries()) {
		const entry = {key, text: value.replaceAll(/[^\x20-\x7e\t]/g, ' ')};
		if (id === '-') {
			if (key === 'sum') isComplete = isSumRight(value, nonce, lines.slice(0, index));
			else if (key !== 'proto') {
				const known = facts.get(key) ?? [];
				if (known.length < factLimit) known.push(entry.text);
				facts.set(key, known);
			}
			continue;
		}
		if (key.startsWith('pem.')) {
			const sum = key.slice(4);
			chains.set(sum, `${chains.get(sum) ?? ''}${entry.text}\n`);
			continue;
		}
		const entries = open.get(id) ?? [];
		entries.push(entry);
		open.set(id, entries);
		// What was cut off before its end says nothing.
		if (key === 'end') targets.set(id, entries);
	}
	return {nonce, isComplete, facts, targets, chains, planText: unpackPlan(facts.get('plan') ?? [])};
}

/** The count tells a torn log from a whole one, the checksum a changed one; not every machine can make the latter. */
function isSumRight(text: string, nonce: string, before: readonly Line[]): boolean {
	const [count, ...rest] = text.split(' ');
	const sum = rest.length > 1 ? rest[0] : '';
	if (Number(count) !== before.length || rest.at(-1) !== nonce) return false;
	return sum === '' || Number(sum) === checksum(before.map(({whole}) => `${whole}\n`).join(''));
}

function unpackPlan(lines: readonly string[]): string | null {
	if (lines.length === 0) return null;
	try {
		return gunzipSync(Buffer.from(lines.join(''), 'base64'), {maxOutputLength: largestPlan}).toString('utf8');
	} catch {
		return null;
	}
}

/** One fact of a log, on one line; null where it says none. */
export function factOf({facts}: Pick<EvidenceLog, 'facts'>, key: string): string | null {
	const text = safeText(facts.get(key)?.[0] ?? '');
	return text === '' ? null : text;
}

const table = Uint32Array.from({length: 256}, (_, index) => {
	let value = index << 24;
	for (let bit = 0; bit < 8; bit++) value = value & 0x80_00_00_00 ? (value << 1) ^ 0x04_c1_1d_b7 : value << 1;
	return value >>> 0;
});

/** The CRC of `cksum` (POSIX), whose length goes in behind the bytes. */
export function checksum(text: string): number {
	const bytes = Buffer.from(text);
	let crc = 0;
	// By index and in place, since some hundred megabytes of logs come from a large cluster.
	for (let index = 0; index < bytes.length; index++) {
		crc = (crc << 8) ^ (table[(crc >>> 24) ^ (bytes[index] as number)] as number);
	}
	for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) {
		crc = (crc << 8) ^ (table[(crc >>> 24) ^ (length & 0xff)] as number);
	}
	return ~crc >>> 0;
}
