import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {expect, it} from 'vitest';
import {renderOpenmetrics} from '../../source/report/openmetrics.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {sampleReport} from '../helpers/sample-run.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';

/** Debian's own interpreter: the packages of Debian are in no other. */
const python = '/usr/bin/python3';

/** What the Prometheus project's own parsers make of a text: name, type and number of samples of each family. */
const script = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus
text = sys.stdin.read()
read = lambda parse: [[family.name, family.type, len(family.samples)] for family in parse(text)]
labels = [value for family in openmetrics(text) for sample in family.samples for value in sample.labels.values()]
json.dump({'openmetrics': read(openmetrics), 'prometheus': read(prometheus), 'labels': labels}, sys.stdout)
`;

type Parsed = {
	readonly openmetrics: readonly (readonly [string, string, number])[];
	readonly prometheus: readonly (readonly [string, string, number])[];
	readonly labels: readonly string[];
};

function parse(text: string): Parsed {
	const {status, stdout, stderr} = spawnSync(python, ['-c', script], {input: text, encoding: 'utf8'});
	expect(stderr).toBe('');
	expect(status).toBe(0);
	return JSON.parse(stdout) as Parsed;
}

describeWithPeers('the OpenMetrics report, read by prometheus_client', [python], () => {
	it.each([
		['the sample', () => fs.readFileSync('docs/samples/run.prom', 'utf8')],
		['hostile text', () => renderOpenmetrics(sampleReport({proxy: 'http://proxy:3128', rows: hostileRows}))],
		['a run without a result', () => renderOpenmetrics(sampleReport({rows: []}))],
	])('%s is the same to the parsers of OpenMetrics and of the older text', (_, write) => {
		const {openmetrics, prometheus} = parse(write());
		expect(openmetrics.length).toBeGreaterThan(3);
		expect(prometheus).toEqual(openmetrics);
		expect(new Set(openmetrics.map(([, type]) => type))).toEqual(new Set(['gauge']));
	});

	it('finds the labels as they were meant', () => {
		const {labels} = parse(renderOpenmetrics(sampleReport({rows: [{host: 'a\\"b\n.example', cause: 'tcp.timeout'}]})));
		expect(labels.filter(label => label.startsWith('a')).every(label => label.startsWith('a\\"b'))).toBe(true);
	});

	it('refuses a text that is none', () => {
		const {status, stderr} = spawnSync(python, ['-c', script], {input: 'a b c d\n', encoding: 'utf8'});
		expect(status).toBe(1);
		expect(stderr).toContain('ValueError');
	});
});
