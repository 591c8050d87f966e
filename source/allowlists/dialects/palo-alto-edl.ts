import {inexpressible, writtenOf} from '../outcomes.ts';
import type {Dialect} from '../types.ts';
import {expressAsUrl} from './palo-alto.ts';

/** An external dynamic list of the type URL; its documents give no syntax for comments, so there are none. */
export const paloAltoEdl: Dialect = {
	id: 'palo-alto-edl',
	title: 'Palo Alto Networks PAN-OS, as an external dynamic list of the type URL',
	fileExtension: 'txt',
	commentMark: null,
	firstLine: null,
	notes: [
		'Where it belongs: on a web server that the firewall can reach, as a list of the type URL. Lists of the type Domain serve the sinkhole, not allow rules.',
		'Wider than documented: the list knows no ports. Name the services in the rule that uses it.',
		'*.example.com/ takes names of any depth under example.com, and not example.com itself; ^ stands for exactly one label.',
		'Not tested with PAN-OS; the syntax is that of its documents.',
	],
	cleanComment: text => text,
	withSource: "It can't be stated here: put it into the rule that uses this",
	withoutSource: 'the list knows no sources either; the rule that uses it has to name them',
	express: entry =>
		entry.protocol === 'udp' ? inexpressible('a URL list knows HTTP and TLS alone') : expressAsUrl(entry),
	renderBody: outcomes => writtenOf(outcomes).map(({text}) => text),
	renderExemptions: null,
};
