import {spawnSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {nextSteps} from '../../source/diagnosis/next-steps.ts';
import {renderMarkdown} from '../../source/report/markdown.ts';
import type {Settings} from '../../source/settings/types.ts';
import {type Sample, sampleReport, sampleRun, sampleSettings} from '../helpers/sample-run.ts';

const proxy = 'http://proxy:3128';

function stepsOf(sample: Sample) {
	const run = sampleRun(sample);
	return nextSteps(run, diagnose(run));
}

const commandsOf = (sample: Sample, id: string) => stepsOf(sample).find(step => step.id === id)?.commands ?? [];

/** The settings of a proxy with this list. */
function withNoProxy(url: string, noProxy: string): Partial<Settings> {
	return {proxy: {...sampleSettings({proxy: url}).proxy, noProxy}};
}

describe('what to do next', () => {
	it('is the onboarding alone where all is well', () => {
		expect(stepsOf({rows: [{host: 'ok.example'}]}).map(({id}) => id)).toEqual(['connect']);
	});

	it('is nothing where nothing was tested', () => {
		expect(stepsOf({rows: [{host: 'a.example', status: 'unverified', detail: 'No route.'}]})).toEqual([]);
	});

	it('begins with what is wrong, in the order of doing', () => {
		const sample: Sample = {
			proxy,
			settings: {features: ['arc', 'aml-extension', 'aml-training']},
			rows: [
				{host: 'ok.example'},
				{host: 'a.example', cause: 'proxy.host-denied'},
				{host: 'b.example', cause: 'tls.intercepted', status: 'intercepted'},
			],
		};
		expect(stepsOf(sample).map(({id}) => id)).toEqual(['findings', 'authority', 'retest', 'connect', 'extension']);
		expect(commandsOf(sample, 'retest')).toEqual([
			'arc-netcheck explain --proxy http://proxy:3128 a.example:443 b.example:443',
		]);
		expect(commandsOf(sample, 'connect').at(-1)).toMatch(/ --proxy-cert '<CA-FILE>'$/);
	});

	it('carries the proxy and the list, with what every cluster needs', () => {
		const sample = {rows: [{host: 'ok.example'}], settings: withNoProxy(proxy, '10.0.0.0/16,,.corp')};
		expect(commandsOf(sample, 'connect')).toEqual([
			"az connectedk8s connect --name '<CLUSTER>' --resource-group '<RESOURCE-GROUP>' --location eastus --proxy-https http://proxy:3128 --proxy-http http://proxy:3128 --proxy-skip-range 10.0.0.0/16,.corp,127.0.0.1,localhost,kubernetes.default.svc,.svc.cluster.local,.svc",
		]);
	});

	it('has no proxy parameter without a proxy', () => {
		expect(commandsOf({rows: [{host: 'ok.example'}]}, 'connect').join(' ')).not.toContain('--proxy');
	});

	it('never holds the password, but its place', () => {
		const steps = stepsOf({proxy: 'http://anna:hunter2@proxy:3128', rows: [{host: 'a.example', cause: 'tcp.timeout'}]});
		expect(JSON.stringify(steps)).not.toContain('hunter2');
		const connect = steps.find(({id}) => id === 'connect');
		expect(connect?.commands.at(-1)).toContain("--proxy-https 'http://anna:<PASSWORD>@proxy:3128'");
		expect(connect?.steps.join(' ')).toContain('in the place of <PASSWORD>');
	});

	it.each<[string[], string | null]>([
		[['arc', 'aml-extension', 'aml-training'], '--config enableTraining=True --cluster-type connectedClusters'],
		[['aks', 'aml-extension', 'aml-training'], '--config enableTraining=True --cluster-type managedClusters'],
		[['arc', 'aml-extension', 'aml-inference'], 'enableInference=True'],
		[['arc', 'aml-training'], null],
		[['arc'], null],
	])('the extension of %j', (features, expected) => {
		const [command] = commandsOf({rows: [{host: 'ok.example'}], settings: {features}}, 'extension');
		if (expected === null) expect(command).toBeUndefined();
		else expect(command).toContain(expected);
	});

	it('leaves onboarding out where no region is known', () => {
		expect(stepsOf({rows: [{host: 'ok.example'}], settings: {region: ''}})).toEqual([]);
	});

	it('keeps hostile words together in the shell', () => {
		const hostile = "x';touch /tmp/pwned;$(id)`id`\n&&\u202e|";
		const sample: Sample = {
			rows: [{host: hostile, cause: 'tls.untrusted'}],
			settings: {...withNoProxy(proxy, `${hostile},10.0.0.0/8`), region: hostile, caFile: hostile},
		};
		for (const command of [...commandsOf(sample, 'connect'), ...commandsOf(sample, 'retest')]) {
			const words = spawnSync('sh', ['-c', `print() { for word; do printf '%s\\n' "$word"; done; }; print ${command}`]);
			expect(words.stderr.toString()).toBe('');
			expect(words.stdout.toString()).toContain('$(id)`id`');
			expect(words.stdout.toString()).not.toMatch(/uid=|\u202e/);
		}
	});
});

describe('in the report', () => {
	const report = sampleReport({
		proxy,
		rows: [{host: 'ok.example'}, {host: 'a.example', cause: 'proxy.host-denied', impact: 'Nothing can sign in.'}],
	});

	it('stands at the end of Markdown, with its commands', () => {
		const markdown = renderMarkdown(report);
		expect(markdown).toContain('## Next\n\n### Step 1. Get the findings fixed');
		expect(markdown).toContain('--proxy-https http://proxy:3128');
		expect(markdown).toContain('**What breaks**\n\n- Nothing can sign in.');
	});

	it('is part of the JSON report', () => {
		expect(report.nextSteps.map(({id}) => id)).toEqual(['findings', 'retest', 'connect']);
		expect(report.findings[0]?.impact).toEqual(['Nothing can sign in.']);
	});
});
