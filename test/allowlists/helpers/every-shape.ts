import type {DialectId} from '../../../source/allowlists/dialect-ids.ts';
import {findDialect} from '../../../source/allowlists/dialects.ts';
import {renderRules} from '../../../source/allowlists/render-rules.ts';
import {toRuleEntries} from '../../../source/allowlists/rule-entries.ts';
import {catalog} from '../../../source/catalog/catalog.ts';
import {buildPlan} from '../../../source/plan/build-plan.ts';
import {noLiveFacts} from '../../../source/plan/expand-requirement.ts';
import {toPlanReport} from '../../../source/record/plan-report.ts';
import type {Run} from '../../../source/record/run.ts';
import {type CloudId, cloudIds} from '../../../source/vocabulary.ts';
import {type Sample, sampleReport, sampleSettings} from '../../helpers/sample-run.ts';
import {breakouts, hostileReport} from './hostile-report.ts';
import {renderEntries, usualEntries} from './render.ts';

const sources = ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'];

function renderPlan(id: DialectId, cloud: CloudId): string {
	const regions = {public: 'eastus', usgov: 'usgovvirginia', china: 'chinanorth3'};
	const features = catalog.features.filter(({clouds}) => clouds.includes(cloud)).map(feature => feature.id);
	const settings = sampleSettings({settings: {cloud, region: regions[cloud], features, level: 'legacy'}});
	const report = toPlanReport(buildPlan(settings, catalog, [], noLiveFacts));
	const ruleSet = toRuleEntries(report, catalog, {level: 'legacy', onlyMissing: false});
	return renderRules(findDialect(id), ruleSet, {sources}, {report, onlyMissing: false}).text;
}

function renderRun(id: DialectId, report: Run, onlyMissing: boolean): string {
	const ruleSet = toRuleEntries(report, catalog, {level: 'legacy', onlyMissing});
	return renderRules(findDialect(id), ruleSet, {sources: []}, {report, onlyMissing}).text;
}

const blocked: Sample['rows'] = [
	{host: 'a.example', cause: 'tcp.timeout'},
	{host: 'b.example', port: 8084, cause: 'proxy.port-denied'},
	{host: 'c.example', status: 'intercepted', cause: 'tls.intercepted', noInspection: true},
];

/** What one dialect writes for every kind of input that changes the shape of its output, by the name of that kind. */
export function everyShapeOf(id: DialectId): [name: string, text: string][] {
	const proxied = (proxy: string) => renderRun(id, sampleReport({rows: blocked, proxy}), false);
	const odd = [{host: '*.hcp.*.azmk8s.io'}, {host: 'a_b.example'}, {host: '*.example'}];
	return [
		...cloudIds.map((cloud): [string, string] => [`the whole ${cloud} catalog`, renderPlan(id, cloud)]),
		['every kind of host', renderEntries(id, usualEntries).text],
		['every kind of host, with sources', renderEntries(id, usualEntries, sources).text],
		['one host', renderEntries(id, [{host: 'one.example'}]).text],
		['odd names', renderEntries(id, odd).text],
		['what is blocked', renderRun(id, sampleReport({rows: blocked}), true)],
		['a proxy by its name', proxied('http://proxy.corp.example:3128')],
		['a proxy by its IPv4 address', proxied('http://10.1.2.3:8080')],
		['a proxy by its IPv6 address', proxied('http://[2001:db8::3]:8080')],
		...breakouts.map((words): [string, string] => [
			`hostile words: ${JSON.stringify(words)}`,
			renderRun(id, hostileReport(words), false),
		]),
	];
}
