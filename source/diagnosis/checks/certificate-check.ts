import {safeText} from '../../safe-text.ts';
import type {Result} from '../../verdict/types.ts';
import type {Check} from '../types.ts';
import {lastStageOf} from './last-stage.ts';

/** The most telling value of a distinguished name: every tool writes the rest in its own order. */
function commonNameOf(name: string): string {
	const value = /(?:^|[,;/\n]\s*)CN\s*=\s*([^,;/\n]+)/.exec(name)?.[1] ?? name;
	return safeText(value.trim(), 100).replaceAll('"', "'");
}

/** Shows whose certificate comes; whether it is trusted does not matter for that. */
export function certificateCheck(result: Result, command: string): Check {
	const leaf = lastStageOf(result, 'tls')?.chain[0];
	const {cause} = result.verdict;
	if (cause === 'tls.expired') {
		return {
			command,
			now: `Prints an expire date in the past${leaf === undefined ? '' : ` (${leaf.validTo.slice(0, 10)})`}.`,
			fixed: 'Prints an expire date in the future.',
		};
	}
	if (cause === 'tls.not-yet-valid') {
		return {
			command,
			now: `Prints a start date in the future${leaf === undefined ? '' : ` (${leaf.validFrom.slice(0, 10)})`}.`,
			fixed: 'Prints a start date in the past.',
		};
	}
	if (cause === 'tls.hostname-mismatch') {
		return {
			command,
			now: `Prints a subject that is not the service${leaf === undefined ? '' : ` ("${commonNameOf(leaf.subject)}")`}.`,
			fixed: 'Prints the subject of the service, issued by a public CA.',
		};
	}
	return {
		command,
		now: `Prints an issuer line with ${leaf === undefined ? 'a CA of your own' : `"${commonNameOf(leaf.issuer)}"`}.`,
		fixed: 'Prints an issuer line with a public CA, such as Microsoft or DigiCert.',
	};
}
