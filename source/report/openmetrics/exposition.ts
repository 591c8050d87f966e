import {safeText} from '../../safe-text.ts';

export type Labels = {readonly [name: string]: string};
export type Sample = {readonly labels: Labels; readonly value: number};

/**
 * A family of gauges. Nothing but gauges is used: they read the same as OpenMetrics and as the older Prometheus text,
 * which knows neither `info` nor `stateset`.
 */
export type Family = {
	readonly name: string;
	/** The base unit, which the name ends with; null for counts and states. */
	readonly unit: 'seconds' | null;
	/** One sentence without quotes and backslashes, which the two formats escape differently. */
	readonly help: string;
	readonly samples: readonly Sample[];
};

/** No label is longer than a host name may be: they become names of series, and end up in the memory of a server. */
const labelLimit = 253;

function labelValue(text: string): string {
	return safeText(text, labelLimit).toWellFormed().replace(/[\\"]/g, String.raw`\$&`);
}

function seriesName(name: string, labels: Labels): string {
	const pairs = Object.entries(labels).map(([key, value]) => `${key}="${labelValue(value)}"`);
	return `${name}{${pairs.join(',')}}`;
}

function familyLines({name, unit, help, samples}: Family): string[] {
	if (samples.length === 0) return [];
	// A series that stood there twice would make a reader refuse the whole file.
	const series = new Map(samples.map(({labels, value}) => [seriesName(name, labels), value]));
	return [
		`# TYPE ${name} gauge`,
		...(unit === null ? [] : [`# UNIT ${name} ${unit}`]),
		`# HELP ${name} ${help}`,
		...[...series].map(([key, value]) => `${key} ${value}`),
	];
}

/** The text of an OpenMetrics exposition (version 1.0), without timestamps, which a textfile collector refuses. */
export function writeExposition(families: readonly Family[]): string {
	return `${[...families.flatMap(familyLines), '# EOF'].join('\n')}\n`;
}
