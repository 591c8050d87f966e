import {featureTitles} from '../catalog/catalog.ts';
import {isProbed} from '../plan/endpoints.ts';
import type {PlanReport, PlanReportRow} from '../record/plan-report.ts';
import {joinWords} from '../words.ts';
import {markdownCodeCell, markdownText, markdownTextCell} from './escape.ts';
import {factsTable, joinBlocks, markdownTable} from './markdown-table.ts';
import {type Fact, settingsFacts} from './view/facts.ts';
import {describePlan} from './view/plan-counts.ts';
import {levelWords} from './view/readers.ts';
import {describeScope} from './view/summary.ts';

function rowCells({requirement, target, routeReason, note}: PlanReportRow): string[] {
	const {pattern, port, protocol, level, features, purpose, scope} = requirement;
	return [
		markdownCodeCell(target?.host ?? pattern),
		String(target?.port ?? port),
		protocol,
		levelWords[level],
		target?.sampled ? markdownCodeCell(pattern) : '',
		markdownTextCell(joinWords(featureTitles(features))),
		markdownTextCell(purpose),
		markdownTextCell(describeScope(scope)),
		markdownTextCell(routeReason ?? ''),
		markdownTextCell(note ?? ''),
	];
}

function section(title: string, rows: readonly PlanReportRow[]): string | null {
	if (rows.length === 0) return null;
	const head = ['Host', 'Port', 'Protocol', 'Level', 'Stands for', 'Features', 'Purpose', 'Needed by', 'Route', 'Note'];
	return `## ${title}\n\n${markdownTable(head, rows.map(rowCells))}`;
}

/** A plan for a ticket. */
export function renderPlanMarkdown(report: PlanReport): string {
	const {settings, tool, targets} = report;
	const place = settings.region === '' ? '' : ` for ${settings.region}`;
	const facts: Fact[] = [...settingsFacts(report), ['Tool', `${tool.name} ${tool.version}`]];
	const text = joinBlocks([
		`# ${markdownText(`Network plan${place}`)}`,
		markdownText(describePlan(report)),
		`## Settings\n\n${factsTable(facts)}`,
		section('Endpoints', targets.filter(isProbed)),
		section(
			'Cannot be tested',
			targets.filter(row => !isProbed(row)),
		),
	]);
	return `${text}\n`;
}
