import {catalog} from '../../../source/catalog/catalog.ts';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {countPlannedEndpoints} from '../../../source/plan/endpoints.ts';
import type {Plan} from '../../../source/plan/types.ts';
import {toJudgedRun, toRun} from '../../../source/record/judged-run.ts';
import type {Run, RunEvent} from '../../../source/record/run.ts';
import type {ExportRequest} from '../../../source/session/export/export-reports.ts';
import {destinationFor} from '../../../source/session/export/paths.ts';
import {openSession} from '../../../source/session/session.ts';
import type {Secrets} from '../../../source/settings/types.ts';
import type {JudgedRun} from '../../../source/verdict/types.ts';
import {createServices, type WizardServices} from '../../../source/wizard/services.ts';
import {sampleRun} from '../../helpers/sample-run.ts';

/** What the wizard asked of the outside. */
export type Journal = {
	readonly plans: Plan[];
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
		{host: 'lost.example', cause: 'dns.nxdomain', noProxyRule: '.example', features: []},
		{pattern: '*.unknown.example'},
	],
});

/** The same as it is written down. */
export const mixedRecord: Run = recordOf(mixedRun);

export function recordOf(run: JudgedRun): Run {
	return toRun(run, diagnose(run));
}

type CheckOptions = Parameters<WizardServices['check']>[1];

/** What a check finds, in place of probing: the outcome that the session would give follows from it. */
export type RunPlan = (
	plan: Plan,
	options: Omit<CheckOptions, 'previous'> & {readonly previous: JudgedRun | null},
) => Promise<JudgedRun>;

export type GivenServices = Partial<WizardServices> & {
	readonly runPlan?: RunPlan;
	/** Why the run could not be kept. */
	readonly notKept?: string;
	/** What the check says beside its results. */
	readonly notes?: readonly string[];
};

/** The real services, with a run that is over at once and files that are only noted. */
export function fakeServices({
	runPlan,
	notKept,
	notes = [],
	environment = {},
	systemProxy = null,
	...given
}: GivenServices = {}): {
	services: WizardServices;
	journal: Journal;
} {
	const journal: Journal = {plans: [], secrets: [], exports: [], copies: []};
	const places = {current: '/reports', home: '/home/me'};
	const real = createServices(
		{
			flags: {},
			requirements: [],
			initial: {},
			origins: {},
			opening: {kind: 'questions'},
			profiles: null,
			glyphs: {unicode: true},
			isPractice: false,
			ownCommand: 'arc-netcheck',
			clipboard: {
				async copy(text) {
					journal.copies.push(text);
					return {kind: 'sent', bytes: text.length};
				},
			},
			places,
			render: {columns: 80, colour: false, unicode: true},
		},
		openSession({environment, keepSecret() {}}, {systemProxy}),
	);
	const services: WizardServices = {
		...real,
		async check(plan, options) {
			journal.plans.push(plan);
			journal.secrets.push(options.secrets);
			const {from = [], onPlace = () => {}} = options;
			if (from.length > 0 && given.elsewhere) {
				return given.elsewhere.survey(plan, {...options, from, onEvent: onPlace});
			}
			if (!runPlan) for (const event of eventsOf(mixedRun)) options.onEvent(event);
			const previous = options.previous && toJudgedRun(options.previous, catalog);
			const run = runPlan ? await runPlan(plan, {...options, previous}) : mixedRun;
			return {run: recordOf(run), notKept: notKept ?? null, notes};
		},
		examineProxies: async () => [],
		checkCaFile: async path =>
			path.endsWith('.pem') ? null : `The CA file ${path} does not exist: give another file.`,
		proposePath: () => 'arc-netcheck-eastus',
		async writeReports(_run, request) {
			journal.exports.push(request);
			const {files} = destinationFor(request.path, request.outputs, places);
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
