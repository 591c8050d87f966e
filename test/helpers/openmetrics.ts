export type MetricFamily = {
	readonly name: string;
	readonly type: string;
	readonly samples: readonly {readonly labels: {readonly [name: string]: string}; readonly value: number}[];
};

/**
 * Reads an exposition by the grammar of OpenMetrics 1.0 (section "ABNF"), as far as gauges go, and throws for whatever
 * does not follow it. It shares nothing with the writer.
 */
export function parseOpenMetrics(text: string): MetricFamily[] {
	const lines = text.split('\n');
	if (lines.pop() !== '' || lines.pop() !== '# EOF') throw new Error('does not end with "# EOF" and a line feed');
	const families: {name: string; type: string; samples: {labels: Record<string, string>; value: number}[]}[] = [];
	const seen = new Set<string>();
	for (const line of lines) {
		const descriptor = /^# (TYPE|HELP|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) ([^\n"\\]*)$/.exec(line);
		if (descriptor) {
			const [, kind, name = '', value = ''] = descriptor;
			if (kind === 'TYPE') {
				if (families.some(family => family.name === name)) throw new Error(`${name} stands there twice`);
				families.push({name, type: value, samples: []});
			} else if (families.at(-1)?.name !== name) throw new Error(`${line} is in the wrong place`);
			if (kind === 'UNIT' && !name.endsWith(`_${value}`)) throw new Error(`${name} does not end with its unit`);
			continue;
		}
		const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\{(.*)\} (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(line);
		if (!sample) throw new Error(`not a sample: ${line}`);
		const [, name, set = '', value] = sample;
		const family = families.at(-1);
		if (family === undefined || family.name !== name) throw new Error(`${line} is in the wrong place`);
		if (seen.has(`${name}{${set}}`)) throw new Error(`${line} stands there twice`);
		seen.add(`${name}{${set}}`);
		family.samples.push({labels: parseLabels(set), value: Number(value)});
	}
	return families;
}

function parseLabels(set: string): Record<string, string> {
	const labels: Record<string, string> = {};
	let rest = set;
	while (rest !== '') {
		const match = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[n"\\])*)"(?:,(?=[a-zA-Z_])|$)/.exec(rest);
		if (!match) throw new Error(`not a label set: ${rest}`);
		labels[match[1] ?? ''] = (match[2] ?? '').replace(/\\([n"\\])/g, (_, character) =>
			character === 'n' ? '\n' : character,
		);
		rest = rest.slice(match[0].length);
	}
	return labels;
}
