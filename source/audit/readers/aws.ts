import {parseBlocks} from '../block-syntax.ts';
import type {Entry, HostItem, Refusal, Service} from '../form.ts';
import {placeOf} from '../form.ts';
import {parseHost} from '../parse-host.ts';
import type {ListFile, Reader} from '../readers.ts';
import {has, parseYaml, type Tree, textOf, valuesOf, walk} from '../tree.ts';

/**
 * Domain lists of AWS Network Firewall, wherever they stand: JSON of the API, CloudFormation, Terraform, a script of the CLI.
 * `.example.com` takes the domain and all under it, a bare name itself alone; a list knows protocols and no ports, and an
 * ALLOWLIST denies all else ("Stateful domain list rule groups in AWS Network Firewall", docs.aws.amazon.com).
 */
export const readAws: Reader = async files => {
	const allowed: Entry[] = [];
	const denied: Entry[] = [];
	const refusals: Refusal[] = [];
	for (const file of files) {
		const lines = file.text.split('\n');
		const at = ({line}: Tree) => placeOf(file.file, line, lines[line - 1] ?? '');
		for (const tree of treesOf(file)) {
			walk(tree, map => {
				for (const other of valuesOf(
					map,
					'StatefulRules',
					'stateful_rule',
					'RulesString',
					'StatelessRulesAndCustomActions',
				)) {
					refusals.push({place: at(other), why: 'rules of Suricata and of addresses are not read'});
				}
				if (!has(map, 'Targets') || !has(map, 'GeneratedRulesType')) return false;
				const items: HostItem[] = [];
				for (const target of valuesOf(map, 'Targets')) {
					const matcher =
						target.text === null
							? 'its value is not in the file'
							: parseHost(target.text, {dot: 'with-apex', star: null, hasInner: false});
					if (typeof matcher === 'string') refusals.push({place: at(target), why: matcher});
					else items.push({matcher, place: at(target)});
				}
				const types = valuesOf(map, 'TargetTypes').map(({text}) => text ?? '');
				const services = types.flatMap((type): Service[] =>
					type === 'TLS_SNI'
						? [{protocol: 'https', from: 1, to: 65_535}]
						: type === 'HTTP_HOST'
							? [{protocol: 'http', from: 1, to: 65_535}]
							: [],
				);
				const word = textOf(map, 'GeneratedRulesType');
				const isDenial = /^(?:DENYLIST|REJECTLIST)$/.test(word);
				if (!isDenial && word !== 'ALLOWLIST' && word !== 'ALERTLIST')
					refusals.push({place: at(map), why: 'neither ALLOWLIST nor DENYLIST'});
				else if (isDenial || word === 'ALLOWLIST') {
					const conditions = [{kind: 'services', services} as const, {kind: 'hosts', items} as const];
					(isDenial ? denied : allowed).push({action: isDenial ? 'deny' : 'allow', place: at(map), conditions});
				}
				return true;
			});
		}
	}
	return {
		entries: [...denied, ...allowed],
		otherwise: allowed.length === 0 && denied.length > 0 ? 'allow' : 'deny',
		exemptions: null,
		refusals,
		notes: [],
		knowsPorts: false,
	};
};

function treesOf({file, text}: ListFile): Tree[] {
	if (/^\s*[[{]/.test(text.replace(/^\uFEFF/, ''))) return parseYaml(text, file);
	if (/\baws network-firewall\b/.test(text)) {
		return [...text.matchAll(/--rule-group\s+(?:\\\s+)?'([^']*)'/g)].flatMap(({0: whole, 1: json = '', index}) => {
			const before = text.slice(0, index + whole.indexOf("'"));
			return parseYaml(json, file, before.split('\n').length);
		});
	}
	return /^\s*resource\s+"/m.test(text) ? [parseBlocks(text)] : parseYaml(text, file);
}
