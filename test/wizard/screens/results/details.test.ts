import stringWidth from 'string-width';
import {describe, expect, it} from 'vitest';
import {type DetailLine, textOfLine} from '../../../../source/wizard/components/text.ts';
import {endpointDetail} from '../../../../source/wizard/screens/results/endpoint-detail.ts';
import {groupDetail} from '../../../../source/wizard/screens/results/finding-detail.ts';
import {groupRun} from '../../../../source/wizard/state/results/result-groups.ts';
import {type SampleRow, sampleReport} from '../../../helpers/sample-run.ts';

const page = {width: 78, isUnicode: true};
const textOf = (lines: readonly DetailLine[]) => lines.map(textOfLine).join('\n');

function detailsOf(rows: readonly SampleRow[], given = page) {
	const run = sampleReport({proxy: 'http://proxy.example:3128', rows: [{host: 'good.example'}, ...rows]});
	const [group] = groupRun(run);
	const endpoint = group?.endpoints[0];
	if (!group || !endpoint) throw new Error('No finding');
	return {
		group: groupDetail(group, run, {...given, ownCommand: 'arc-netcheck'}),
		endpoint: endpointDetail(endpoint, run, given),
	};
}

const denied: SampleRow = {
	host: 'denied.example',
	cause: 'proxy.host-denied',
	purpose: 'Hands out certificates.',
	impact: 'Nothing works.',
	features: ['arc', 'aml-training'],
};

describe('a finding', () => {
	it('says why, who, how to mend it, how to prove it and what for', () => {
		const text = textOf(detailsOf([denied]).group);
		expect(text).toMatch(/^The proxy http:\/\/proxy\.example:3128 answered 403/);
		expect(text).toContain('\nFix, for the proxy team\n');
		expect(text).toContain('\nCheck, before and after the fix\ncurl ');
		expect(text).toMatch(/\nNow {9}Prints "proxy 403, service 000"\.\nOnce fixed {2}Prints "proxy 200/);
		expect(text).toContain('\nNeeded for\ndenied.example:443\n    Hands out certificates.');
	});
});

describe('an endpoint', () => {
	it('says what was seen, on which way, what for, and stage by stage', () => {
		const text = textOf(detailsOf([denied]).endpoint);
		expect(text).toMatch(/^Status {6}✗ blocked, proxy\.host-denied\n/);
		expect(text).toMatch(/\nWay {9}HTTPS proxy http:\/\/proxy\.example:3128\n/);
		expect(text).toMatch(/\nNeeded for {2}Hands out certificates\.\n/);
		expect(text).toMatch(/\nWithout it {2}Nothing works\.\n/);
		expect(text).toMatch(/\nFeatures {4}Azure Arc agents, Training jobs\n/);
		expect(text).toMatch(/\n✓ tcp \(proxy\) +\d+ ms/);
		expect(text).toMatch(/\n✗ proxy +\d+ ms/);
		expect(text).toMatch(/\nProve it\ncurl /);
	});

	it('shows its stages as a timeline, with an ASCII twin', () => {
		const stage = /\n✗ proxy +\d+ ms {2} *█+ *CONNECT_REFUSED/;
		expect(textOf(detailsOf([denied]).endpoint)).toMatch(stage);
		expect(textOf(detailsOf([denied]).endpoint)).toMatch(/\nStages, \d+ ms in all\n/);
		const ascii = textOf(detailsOf([denied], {width: 78, isUnicode: false}).endpoint);
		expect(ascii).toMatch(/\nx proxy +\d+ ms {2} *#+ *CONNECT_REFUSED/);
		const small = textOf(detailsOf([denied], {width: 38, isUnicode: true}).endpoint);
		expect(small).toMatch(/\n✗ proxy +\d+ ms {2} *█+ *\n {2}CONNECT_REFUSED/);
	});

	it('shows every row that is about it', () => {
		const second = {...denied, level: 'conditional' as const, purpose: 'Renews certificates.'};
		const text = textOf(detailsOf([denied, second]).endpoint);
		expect(text).toContain('Hands out certificates.');
		expect(text).toContain('Renews certificates.');
	});
});

describe.each([78, 38])('in %i columns', width => {
	it('no line is wider', () => {
		const long = {...denied, host: `${'very-long-label.'.repeat(8)}example`};
		const {group, endpoint} = detailsOf([long], {width, isUnicode: true});
		for (const line of [...group, ...endpoint]) expect(stringWidth(textOfLine(line))).toBeLessThanOrEqual(width);
	});
});

it('what a peer said can’t reach the terminal as a control, nor beyond ASCII where that is all there is', () => {
	const hostile = {...denied, detail: '\u001b[2J\u009b31mevil\u202e – “quoted”'};
	expect(textOf(detailsOf([hostile]).endpoint)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
	expect(textOf(detailsOf([hostile], {...page, isUnicode: false}).endpoint)).toMatch(/^[\n -~]+$/);
});
