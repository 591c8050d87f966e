import type {Audit} from '../../audit/shape.ts';
import type {Severity} from '../../verdict/types.ts';
import {countOf, joinWords} from '../../words.ts';
import {levelWords} from '../view/readers.ts';

/** One line of an audit, as a table shows it. */
export type AuditRow = {
	readonly name: string;
	readonly port: string;
	readonly protocol: string;
	readonly level: string;
	/** `line 12`, with the file where there are several. */
	readonly places: readonly string[];
	readonly words: string;
	/** Features that break without it, in words; empty for what is not missing. */
	readonly features: string;
};

export type AuditSection = {
	readonly id:
		| 'missing'
		| 'contradicted'
		| 'missing-optional'
		| 'inspection'
		| 'wider'
		| 'shadowed'
		| 'unneeded'
		| 'not-understood'
		| 'covered';
	readonly title: string;
	/** One sentence: what to do. */
	readonly why: string;
	readonly severity: Severity;
	readonly rows: readonly AuditRow[];
};

type Place = Audit['wider'][number]['place'];

/** The verdict in a sentence, and what was read. */
export function describeAudit(audit: Audit): {
	readonly severity: Severity;
	readonly headline: string;
	readonly facts: readonly string[];
} {
	const {summary, settings, dialect, files} = audit;
	const {needed, covered, missing, missingOptional, inspected, wider, notUnderstood} = summary;
	const what = `${joinWords(files, 3, 'file')} (${dialect})`;
	const place = [settings.region, `${settings.cloud} cloud`].filter(text => text !== '').join(', ');
	const facts = [
		`${covered} of ${needed} names are covered; ${place}${summary.others === 0 ? '' : `; ${countOf(summary.others, 'line')} for something else`}`,
		...audit.notes,
	];
	if (missing > 0) {
		const are = missing === 1 ? 'name is' : 'names are';
		return {severity: 'error', headline: `${missing} required ${are} missing in ${what}.`, facts};
	}
	if (inspected > 0) {
		const lacks = inspected === 1 ? 'host lacks' : 'hosts lack';
		return {severity: 'error', headline: `${inspected} ${lacks} an exemption from TLS inspection in ${what}.`, facts};
	}
	if (summary.contradicted > 0) {
		const hosts = countOf(summary.contradicted, 'host');
		return {
			severity: 'error',
			headline: `${what} allows ${hosts} that the run was denied: it may not be in force.`,
			facts,
		};
	}
	const isClean = missingOptional + wider + notUnderstood === 0;
	const rest = isClean ? ' and no wider than needed' : '';
	return {severity: isClean ? 'ok' : 'warning', headline: `${what} holds all that is required${rest}.`, facts};
}

/** The parts of an audit that have something to say, the most urgent first. */
export function auditSections(audit: Audit): AuditSection[] {
	const at = ({file, line}: Place) => {
		const where = line === 0 ? '' : `line ${line}`;
		return audit.files.length > 1 || !audit.files.includes(file) ? `${file} ${where}`.trim() : where || file;
	};
	const bare = {port: '', protocol: '', level: '', features: ''};
	const missingRow = ({
		host,
		port,
		protocol,
		level,
		features,
		impact,
		why,
		by,
	}: Audit['missing'][number]): AuditRow => ({
		name: host,
		port: String(port),
		protocol,
		level: levelWords[level],
		places: by === null ? [] : [at(by)],
		features: joinWords(features, 3, 'feature'),
		words: [why, features.length === 0 ? '' : `Needed for ${joinWords(features)}.`, impact]
			.filter(text => text !== '')
			.join(' '),
	});
	const isOptional = ({level}: {readonly level: string}) => level === 'optional' || level === 'legacy';
	const {inspection} = audit;
	const sections: AuditSection[] = [
		{
			id: 'missing',
			title: 'Missing',
			why: 'Allow these: without them something breaks.',
			severity: 'error',
			rows: audit.missing.filter(row => !isOptional(row)).map(missingRow),
		},
		{
			id: 'contradicted',
			title: 'Allowed here, and denied in the run',
			why: 'The list is another one, not in force, or a rule elsewhere comes first.',
			severity: 'error',
			rows: audit.contradicted.map(({host, port, cause, by, from = []}) => ({
				...bare,
				name: host,
				port: String(port),
				places: by === null ? [] : [at(by)],
				words:
					from.length === 0
						? `The run was denied it (${cause}).`
						: `Denied (${cause}) from ${joinWords(from, 4, 'place')}.`,
			})),
		},
		{
			id: 'inspection',
			title: inspection.isTold ? 'Not exempt from TLS inspection' : 'Exempt from TLS inspection where there is any',
			why: inspection.isTold
				? 'Exempt these: inspection breaks them.'
				: 'The file says nothing of inspection. Where the traffic is inspected, exempt these.',
			severity: inspection.isTold ? 'error' : 'info',
			rows: inspection.missing.map(name => ({
				...bare,
				name: name.replace(/:\d+$/, ''),
				port: /\d+$/.exec(name)?.[0] ?? '',
				places: [],
				words: 'TLS inspection breaks it.',
			})),
		},
		{
			id: 'missing-optional',
			title: 'Missing, optional',
			why: 'Allow these where you use what they are for.',
			severity: 'warning',
			rows: audit.missing.filter(isOptional).map(missingRow),
		},
		{
			id: 'not-understood',
			title: 'Not understood',
			why: 'These lines count as nothing that is allowed: look at them by hand.',
			severity: 'warning',
			rows: audit.notUnderstood.map(({place, why}) => ({
				...bare,
				name: place.text,
				places: [at(place)],
				words: `${why}.`,
			})),
		},
		{
			id: 'wider',
			title: 'Wider than needed',
			why: 'Narrow these, once what is needed of them is allowed by itself.',
			severity: 'warning',
			rows: audit.wider.map(({place, name, takes, needed}) => ({
				...bare,
				name,
				places: [at(place)],
				words: `Takes ${takes}.${needed.length === 0 ? '' : ` Needed: ${joinWords(needed, 6, 'name')}.`}`,
			})),
		},
		{
			id: 'shadowed',
			title: 'Without effect',
			why: 'These lines change nothing.',
			severity: 'info',
			rows: audit.shadowed.map(({place, name, by, why}) => ({
				...bare,
				name,
				places: [at(place)],
				words: by === null ? why : `${why} See ${at(by)}: ${by.text}`,
			})),
		},
		{
			id: 'unneeded',
			title: 'No longer needed',
			why: 'Take these out, unless something else needs them.',
			severity: 'info',
			rows: audit.unneeded.map(({place, name, why, replacement}) => ({
				...bare,
				name,
				places: [at(place)],
				words: replacement === null || why.includes(replacement) ? why : `${why} In its place: ${replacement}.`,
			})),
		},
		{
			id: 'covered',
			title: 'Covered',
			why: 'By these lines.',
			severity: 'ok',
			rows: audit.covered.map(({host, port, protocol, level, by, exceptions}) => ({
				name: host,
				port: String(port),
				protocol,
				level: levelWords[level],
				places: by.map(at),
				features: '',
				words: exceptions.length === 0 ? '' : `But for ${joinWords(exceptions, 4, 'name')}, which another line denies.`,
			})),
		},
	];
	return sections.filter(({rows}) => rows.length > 0);
}
