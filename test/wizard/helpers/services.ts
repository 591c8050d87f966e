import {catalog} from '../../../source/catalog/catalog.ts';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {buildPlan} from '../../../source/plan/build-plan.ts';
import {completeSettings} from '../../../source/plan/complete-settings.ts';
import {countPlannedEndpoints} from '../../../source/plan/endpoints.ts';
import type {RunEvent} from '../../../source/record/run-event.ts';
import {destinationFor} from '../../../source/session/export/destination.ts';
import type {ExportRequest} from '../../../source/session/export/export-reports.ts';
import {resolveSettings} from '../../../source/settings/resolve-settings.ts';
import type {Secrets} from '../../../source/settings/types.ts';
import type {JudgedRun} from '../../../source/verdict/types.ts';
import type {WizardServices} from '../../../source/wizard/services.ts';
import {sampleRun} from '../../helpers/sample-run.ts';

/** What the wizard asked of the outside. */
export type Journal = {
	readonly plans: Array<Parameters<WizardServices['runPlan']>[0]>;
	readonly secrets: Secrets[];
	readonly exports: ExportRequest[];
	readonly copies: string[];
};

/** A run as a person would meet it: two hosts that a proxy denies, one that does not resolve, and four that are well. */
export const mixedRun: JudgedRun = sampleRun({
	proxy: 'http://proxy.example:3128',
	rows: [
		{host: 'good-1.example', purpose: 'Serves the agents.'},
		{host: 'good-2.example'},
		{host: 'good-3.example'},
		{host: 'good-4.example'},
		{
			host: 'denied-1.example',
			cause: 'proxy.host-denied',
			purpose: 'Hands out the certificate of the agents.',
			impact: 'The certificate is never renewed.',
		},
		{host: 'denied-2.example', cause: 'proxy.host-denied', purpose: 'Holds the images.'},
		{host: 'lost.example', cause: 'dns.nxdomain', noProxyRule: '.example'},
		{pattern: '*.unknown.example'},
	],
});

/** The wizard's services over the real catalog and plan, with a run that is over at once and files that are only noted. */
export function fakeServices(given: Partial<WizardServices> = {}): {services: WizardServices; journal: Journal} {
	const journal: Journal = {plans: [], secrets: [], exports: [], copies: []};
	const environment = given.environment ?? {};
	const services: WizardServices = {
		catalog,
		environment,
		initial: {},
		opening: {kind: 'questions'},
		profiles: null,
		glyphs: {unicode: true},
		isPractice: false,
		ownCommand: 'arc-netcheck',
		level: 'optional',
		resolveSettings(input) {
			const {settings, secrets} = resolveSettings({
				flags: input,
				profile: null,
				environment,
			});
			return {settings: completeSettings(settings, catalog), secrets};
		},
		buildPlan: settings => buildPlan(settings, catalog),
		async runPlan(plan, {onEvent, secrets}) {
			journal.plans.push(plan);
			journal.secrets.push(secrets);
			for (const event of eventsOf(mixedRun)) onEvent(event);
			return mixedRun;
		},
		diagnose,
		checkCaFile: async path =>
			path.endsWith('.pem') ? null : `The CA file ${path} does not exist: give another file.`,
		clipboard: {
			async copy(text) {
				journal.copies.push(text);
				return {kind: 'sent', bytes: text.length};
			},
		},
		places: {current: '/reports', home: '/home/me'},
		proposePath: () => 'arc-netcheck-eastus',
		async writeReports(_run, _findings, request) {
			journal.exports.push(request);
			const {files} = destinationFor(request.path, request.outputs, services.places);
			return {kind: 'written', files: files.map(({output, file}) => ({output, file, bytes: 1234}))};
		},
		...given,
	};
	return {services, journal};
}

/** What a run would have told while it went on. */
function eventsOf(run: JudgedRun): readonly RunEvent[] {
	const at = run.startedAt;
	return [
		{
			type: 'run-started',
			at,
			id: run.id,
			targets: run.results.length,
			endpoints: countPlannedEndpoints(run.results.map(({planned}) => planned)),
		},
		...run.results.flatMap((result): RunEvent[] => {
			const target = result.planned.id;
			return [
				...(result.planned.target ? [{type: 'target-started', at, target, attempt: 1} as const] : []),
				{type: 'target-finished', at, target, result},
			];
		}),
		{type: 'run-finished', at, complete: true, summary: run.summary},
	];
}
