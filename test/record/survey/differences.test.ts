import {describe, expect, it} from 'vitest';
import type {SeenElsewhere} from '../../../source/evidence/types.ts';
import type {Run, RunRow} from '../../../source/record/run.ts';
import {addTries, buildSurvey, doubtfulRows} from '../../../source/record/survey/build-survey.ts';
import {chooseCanaries} from '../../../source/record/survey/canaries.ts';
import {runOfSurvey} from '../../../source/record/survey/parse-survey.ts';
import {differenceKinds} from '../../../source/record/survey/survey.ts';
import {dnsStage, httpStage, tcpStage, tlsStage} from '../../helpers/sample-evidence.ts';
import {type SampleRow, sampleReport} from '../../helpers/sample-run.ts';

type Place = SeenElsewhere & {
	readonly kind: 'jumpbox' | 'node' | 'pod';
	readonly rows?: readonly SampleRow[];
	readonly proxy?: string;
};

const hosts = ['a.test.example', 'b.test.example', 'c.test.example'];
const fine: readonly SampleRow[] = hosts.map(host => ({host}));
const all = (change: Partial<SampleRow>) => hosts.map(host => ({host, ...change}));
const one = (change: Partial<SampleRow>) => hosts.map((host, index) => (index === 0 ? {host, ...change} : {host}));
const box: Place = {kind: 'jumpbox'};
const node = (name: string, more: Partial<Place> = {}): Place => ({
	kind: 'node',
	name: `ssh:${name}`,
	node: name,
	...more,
});
const pod = (name: string, more: Partial<Place> = {}): Place => ({
	kind: 'pod',
	name: `pods:arc/${name}`,
	node: name,
	...more,
});

function runOf({kind, rows = fine, proxy, ...seen}: Place): Run {
	const run = sampleReport({rows, vantage: kind, ...(proxy !== undefined && {proxy})});
	return {...run, vantage: {...run.vantage, ...seen}};
}

const timeout = {cause: 'tcp.timeout'} as const;
const proxy = 'http://proxy.corp.example:3128';
const resolved = (addresses: readonly string[], system: readonly string[] | null) =>
	dnsStage('a.test.example', {
		addresses: addresses.map(address => ({address, family: 4})),
		system: system && {addresses: system.map(address => ({address, family: 4})), error: null},
	});
const sixth = (ok: boolean): SampleRow => ({
	host: 'a.test.example',
	stages: [
		dnsStage('a.test.example'),
		tcpStage(443, {
			dials: [
				{address: '192.0.2.10', family: 4, ok: true, ms: 1, error: null},
				{
					address: '2001:db8::1',
					family: 6,
					ok,
					ms: 1,
					error: ok ? null : {code: 'PROBE_TIMEOUT', syscall: null, message: ''},
				},
			],
		}),
		tlsStage('a.test.example'),
		httpStage(),
	],
});
const envoy: SampleRow = {
	host: 'a.test.example',
	status: 'blocked',
	cause: 'http.protocol-error',
	stages: [dnsStage('a.test.example'), tcpStage(80), httpStage({status: 502, headers: {server: 'envoy'}})],
};
const smallHello = [{kind: 'small-hello', ms: 1, passed: true, code: 'done', detail: ''}] as const;

const inside = resolved(['10.9.9.9'], null);
/** As it was seen, so that it can be judged again. */
const failed = {
	...timeout,
	stages: [dnsStage('a.test.example'), tcpStage(443, {code: 'PROBE_TIMEOUT'})],
} as const;
const refusing = tcpStage(443, {code: 'PROBE_TIMEOUT'});
const inspectedBy = (issuer: string) => [
	dnsStage('a.test.example'),
	tcpStage(443),
	tlsStage('a.test.example', {issuer, trust: 'untrusted'}),
];

/** Each row of the table: who sees what, the finding that it must give, and the places that it names. */
const played: readonly (readonly [kind: string, places: readonly Place[], at: readonly string[]])[] = [
	['egress-by-source', [box, node('n1', {rows: all(timeout)}), node('n2', {rows: all(timeout)})], ['v2', 'v3']],
	[
		'pool-egress',
		[
			box,
			node('n1', {pool: 'a'}),
			node('n2', {pool: 'a'}),
			node('n3', {pool: 'b', rows: all(timeout)}),
			node('n4', {pool: 'b', rows: all(timeout)}),
		],
		['v4', 'v5'],
	],
	[
		'network-policy',
		[box, node('n1'), node('n2'), pod('n1', {rows: all(timeout)}), pod('n2', {rows: all(timeout)})],
		['v4', 'v5'],
	],
	...(['tcp.refused', 'tcp.unreachable'] as const).map((cause): (typeof played)[number] => [
		'network-policy',
		[box, node('n1'), node('n2'), pod('n1', {rows: all({cause})}), pod('n2', {rows: all({cause})})],
		['v4', 'v5'],
	]),
	[
		'network-policy',
		[
			node('n1'),
			{...pod('n1'), name: 'pods:one/x', rows: all(timeout)},
			{...pod('n1'), name: 'pods:two/y'},
			{...pod('n2'), name: 'pods:two/z'},
			node('n2'),
		],
		['v2'],
	],
	[
		'dns-policy',
		[box, node('n1'), pod('n1', {rows: one({cause: 'dns.refused'})}), pod('n2', {rows: one({cause: 'dns.refused'})})],
		['v3', 'v4'],
	],
	['dns-policy', [node('n1'), pod('n1', {rows: one({cause: 'dns.nxdomain'})})], ['v2']],
	[
		'cluster-dns',
		[box, node('n1'), pod('n1', {rows: all({cause: 'dns.timeout'})}), pod('n2', {rows: all({cause: 'dns.timeout'})})],
		['v3', 'v4'],
	],
	['cluster-dns', [node('n1'), pod('n1', {rows: all({cause: 'dns.nxdomain'})})], ['v2']],
	[
		'dns-mixed-upstreams',
		[node('n1'), pod('n1', {rows: one({status: 'unstable', cause: 'dns.nxdomain'})}), pod('n2')],
		['v2'],
	],
	[
		'search-domain',
		[
			node('n1', {
				rows: one({
					stages: [resolved(['203.0.113.5'], ['203.0.113.5']), tcpStage(443), tlsStage('a.test.example'), httpStage()],
				}),
			}),
			pod('n1', {
				rows: one({
					stages: [resolved(['203.0.113.5'], ['10.9.9.9']), tcpStage(443), tlsStage('a.test.example'), httpStage()],
				}),
			}),
		],
		['v2'],
	],
	[
		'mesh-registry-only',
		[
			node('n1'),
			pod('n1', {rows: [envoy, {host: 'b.test.example', cause: 'tls.reset'}, {host: 'c.test.example'}]}),
			pod('n2'),
		],
		['v2'],
	],
	[
		'proxy-closed-to-pods',
		[
			node('n1', {proxy}),
			pod('n1', {proxy, rows: all({cause: 'proxy.timeout'})}),
			pod('n2', {proxy, rows: all({cause: 'proxy.timeout'})}),
		],
		['v2', 'v3'],
	],
	[
		'runtime-proxy',
		[
			box,
			node('n1', {proxy, facts: [{source: 'containerd', lines: ['Environment=']}]}),
			node('n2', {proxy, facts: [{source: 'containerd', lines: [`Environment=HTTPS_PROXY=${proxy}`]}]}),
		],
		['v2'],
	],
	[
		'runtime-proxy',
		[node('n1', {proxy, facts: [{source: 'containerd', lines: ['HTTPS_PROXY=http://old.corp.example:3128']}]})],
		['v1'],
	],
	['proxy-not-passed', [node('n1', {proxy}), {...pod('n1', {proxy}), name: 'pod:azure-arc/agent'}], ['v2']],
	[
		'ca-missing-in-pods',
		[
			node('n1', {rows: all({status: 'intercepted', cause: 'tls.intercepted'})}),
			pod('n1', {rows: all({cause: 'tls.untrusted'})}),
		],
		['v2'],
	],
	[
		'ca-missing-on-nodes',
		[
			{...box, rows: all({status: 'intercepted', cause: 'tls.intercepted'})},
			node('n1', {rows: all({cause: 'tls.untrusted'})}),
			pod('n1', {rows: all({cause: 'tls.untrusted'})}),
		],
		['v2', 'v3'],
	],
	[
		'overlay-mtu',
		[
			node('n1'),
			pod('n1', {rows: all({cause: 'tls.timeout', controls: smallHello})}),
			pod('n2', {rows: all({cause: 'tls.timeout', controls: smallHello})}),
		],
		['v2', 'v3'],
	],
	['node-cni', [node('n1'), node('n2'), pod('n1', {rows: all(timeout)}), pod('n2')], ['v3']],
	[
		'node-egress',
		[box, node('n1'), node('n2', {rows: all(timeout)}), node('n3'), pod('n1'), pod('n2', {rows: all(timeout)})],
		['v3', 'v6'],
	],
	['node-resolver', [node('n1'), node('n2', {rows: all({cause: 'dns.timeout'})}), node('n3')], ['v2']],
	[
		'node-clock',
		[node('n1'), node('n2', {clockSkewMs: 86_400_000 * 400, rows: all({cause: 'tls.expired'})}), pod('n1')],
		['v2'],
	],
	['pod-ipv6', [node('n1', {rows: [sixth(true)]}), pod('n1', {rows: [sixth(false)]})], ['v2']],
	// The same causes in other shapes.
	[
		'egress-by-source',
		[box, node('n1', {rows: one(timeout)}), node('n2', {rows: one(timeout)}), pod('n1', {rows: one(timeout)})],
		['v2', 'v3', 'v4'],
	],
	[
		'pool-egress',
		[
			node('n1', {pool: 'a'}),
			node('n2', {pool: 'b', rows: all(timeout)}),
			node('n3', {pool: 'b', rows: all(timeout)}),
			pod('n1'),
			pod('n2', {rows: all(timeout)}),
			pod('n3', {rows: all(timeout)}),
		],
		['v2', 'v3', 'v5', 'v6'],
	],
	[
		'network-policy',
		[
			box,
			node('n1'),
			pod('n1', {rows: all(timeout)}),
			{...node('n2'), name: 'ssh:n2'},
			pod('n2', {rows: all(timeout)}),
		],
		['v3', 'v5'],
	],
	[
		'network-policy',
		[
			...['n1', 'n2', 'n3'].map(name => node(name)),
			{...pod('n1', {rows: all(timeout)}), name: 'pods:one/a'},
			{...pod('n2', {rows: all(timeout)}), name: 'pods:one/b'},
			{...pod('n3'), name: 'pods:two/c'},
		],
		['v4', 'v5'],
	],
	[
		'cluster-dns',
		[box, node('n1'), pod('n1', {rows: one({cause: 'dns.servfail'})}), pod('n2', {rows: one({cause: 'dns.servfail'})})],
		['v3', 'v4'],
	],
	[
		'cluster-dns',
		[node('n1'), ...['n1', 'n2'].map(name => pod(name, {rows: one({...timeout, stages: [inside, refusing]})}))],
		['v2', 'v3'],
	],
	['cluster-dns', [node('n1'), pod('n1', {rows: one({cause: 'dns.sinkhole'})})], ['v2']],
	[
		'dns-mixed-upstreams',
		[
			node('n1'),
			pod('n1', {rows: one({status: 'unstable', cause: 'dns.nxdomain'})}),
			pod('n2', {rows: one({cause: 'dns.nxdomain'})}),
			pod('n3'),
		],
		['v2', 'v3'],
	],
	[
		'mesh-registry-only',
		[
			node('n1'),
			pod('n1', {rows: [{...envoy, status: 'reachable', cause: null}, {host: 'b.test.example'}]}),
			pod('n2'),
		],
		['v2'],
	],
	[
		'node-cni',
		[
			node('n1', {proxy}),
			node('n2', {proxy}),
			pod('n1', {proxy, rows: all({cause: 'proxy.timeout'})}),
			pod('n2', {proxy}),
		],
		['v3'],
	],
	[
		'proxy-closed-to-pods',
		[
			node('n1', {proxy}),
			{...pod('n1', {proxy, rows: all({cause: 'proxy.refused'})}), name: 'pods:one/x'},
			{...pod('n1', {proxy}), name: 'pods:two/y'},
		],
		['v2'],
	],
	[
		'node-resolver',
		[
			node('n1'),
			node('n2', {rows: all({cause: 'dns.nxdomain'})}),
			node('n3'),
			pod('n1'),
			pod('n2', {rows: all({cause: 'dns.nxdomain'})}),
		],
		['v2', 'v5'],
	],
	['runtime-proxy', [node('n1', {proxy, facts: [{source: 'k3s', lines: ['Environment=']}]})], ['v1']],
	[
		'runtime-proxy',
		[
			node('n1', {
				proxy,
				facts: [
					{source: 'containerd', lines: [`Environment="HTTPS_PROXY=${proxy}/"`]},
					{source: 'kubelet', lines: ['Environment=HTTPS_PROXY=http://old.corp.example:80']},
				],
			}),
		],
		['v1'],
	],
	[
		'runtime-proxy',
		[
			node('n1', {
				proxy,
				facts: [
					{source: 'containerd', lines: ['Environment=HTTPS_PROXY=http://***@proxy.corp.example:3128']},
					{source: 'clear', lines: ['containerd']},
				],
			}),
		],
		['v1'],
	],
	[
		'ca-missing-on-nodes',
		[node('n1'), node('n2', {facts: [{source: 'ca', lines: ['containerd SSL_CERT_FILE missing /etc/ca.pem']}]})],
		['v2'],
	],
	[
		'ca-missing-in-pods',
		[node('n1'), pod('n1', {facts: [{source: 'ca', lines: ['environment SSL_CERT_FILE empty /etc/ca.pem']}]})],
		['v2'],
	],
	['node-resolver', [node('n1'), node('n2', {rows: one({...timeout, stages: [inside, refusing]})})], ['v2']],
	['node-clock', [node('n1', {clockSkewMs: 900}), node('n2', {clockSkewMs: -600_000}), pod('n1')], ['v2']],
	[
		'inspected-by-place',
		[node('n1'), pod('n1', {rows: all({cause: 'tls.untrusted', stages: inspectedBy('CN=Corporate CA')})})],
		['v2'],
	],
	['inspected-by-place', [box, node('n1', {rows: all({status: 'intercepted', cause: 'tls.intercepted'})})], ['v2']],
];

describe('what a difference between vantage points means', () => {
	it.each(played)('%s, and nothing else', (kind, places, at) => {
		const survey = buildSurvey(places.map(runOf));
		expect(survey?.findings.map(finding => [finding.kind, finding.vantages])).toEqual([[kind, at]]);
	});

	it('is played for every kind', () => {
		expect(new Set(played.map(([kind]) => kind))).toEqual(new Set(differenceKinds));
	});

	it.each<[string, readonly Place[], string]>([
		['one is off', [node('n1', {clockSkewMs: 900}), node('n2', {clockSkewMs: -600_000})], 'A clock is wrong'],
		[
			'two are off apart',
			[node('n1', {clockSkewMs: 600_000}), node('n2', {clockSkewMs: -600_000})],
			'A clock is wrong',
		],
		[
			'all are off alike',
			[box, node('n1', {clockSkewMs: 601_000}), node('n2', {clockSkewMs: 600_000})],
			'The clock of this machine is wrong',
		],
		['the only one is off', [box, node('n1', {clockSkewMs: 600_000})], 'A clock is wrong'],
	])('warns of a clock that no certificate minds: %s', (_name, places, title) => {
		expect(buildSurvey(places.map(runOf))?.findings).toMatchObject([{kind: 'node-clock', severity: 'warning', title}]);
	});

	it.each<[string, readonly Place[]]>([
		['all is well', [box, node('n1'), node('n2'), pod('n1'), pod('n2')]],
		['all fail alike', [box, node('n1'), pod('n1')].map(place => ({...place, rows: all(timeout)}))],
		[
			'one target fails everywhere',
			[box, node('n1'), pod('n1')].map(place => ({...place, rows: one({cause: 'tls.reset'})})),
		],
		['there is one place only', [{...box, rows: all(timeout)}]],
		['nothing could be tested from a pod', [node('n1'), pod('n1', {rows: all({status: 'unverified', cause: null})})]],
		[
			'a certificate has expired for all',
			[box, node('n1')].map(place => ({...place, rows: one({cause: 'tls.expired'})})),
		],
		[
			'services have what was asked for, and the kubelet has no proxy of its own',
			[
				node('n1', {
					proxy,
					facts: [
						{source: 'containerd', lines: [`HTTPS_PROXY=${proxy}`]},
						{source: 'kubelet', lines: ['Environment=']},
						{source: 'ca', lines: ['containerd SSL_CERT_FILE fine /etc/ca.pem']},
					],
				}),
			],
		],
		['all clocks are right', [box, node('n1', {clockSkewMs: 0}), node('n2', {clockSkewMs: -1500})]],
		[
			'IPv6 fails from everywhere, as it does in pods that a finding explains',
			[node('n1', {rows: [sixth(false)]}), pod('n1', {rows: [sixth(false)]})],
		],
		[
			'a service answers by envoy itself, for all',
			[node('n1'), pod('n1')].map(place => ({...place, rows: one({stages: envoy.stages ?? []})})),
		],
		['one pod has no answer for one name', [node('n1'), pod('n1', {rows: one({cause: 'dns.timeout'})}), pod('n2')]],
		[
			'services give other public addresses to each who asks',
			[
				node('n1', {rows: one({stages: [resolved(['203.0.113.5'], null), tcpStage(443), tlsStage('a.test.example')]})}),
				pod('n1', {rows: one({stages: [resolved(['198.51.100.7'], null), tcpStage(443), tlsStage('a.test.example')]})}),
			],
		],
		[
			'a node is slow now and then',
			[box, node('n1', {rows: one({status: 'unstable', cause: 'tcp.timeout'})}), node('n2')],
		],
	])('is nothing where %s', (_title, places) => {
		expect(buildSurvey(places.map(runOf))?.findings).toEqual([]);
	});

	it('counts what differs, and puts those that see the same into one column', () => {
		const survey = buildSurvey([box, node('n1'), node('n2'), pod('n1', {rows: one(timeout)})].map(runOf));
		expect(survey?.summary).toEqual({vantages: 4, seen: 4, classes: 3, rows: 3, differing: 1});
		expect(survey?.classes.map(({members}) => members)).toEqual([['v1'], ['v2', 'v3'], ['v4']]);
	});
});

it('says why nothing was seen from a place that is asked for', () => {
	const unseen = {
		vantage: {kind: 'node', name: 'ssh:n2'},
		state: 'unknown-host-key',
		reason: 'The host key of n2 is not known here.',
		fix: 'Run "ssh n2 true" once.',
	} as const;
	const survey = buildSurvey([runOf(box)], [unseen]);
	if (survey === null) throw new Error('no survey');
	expect(() => runOfSurvey(survey, 'ssh:n2')).toThrow(
		'ssh:n2): The host key of n2 is not known here. Run "ssh n2 true" once.',
	);
	expect(() => runOfSurvey(survey, 'ssh:n3')).toThrow('has no vantage point "ssh:n3"');
});

it('looks at each cell so often as there are rules, and not as there are places', () => {
	/** How often anything of a row is read while a survey of so many places is diagnosed. */
	const readsOf = (count: number) => {
		let reads = 0;
		const counted: ProxyHandler<RunRow> = {
			get(row, key, receiver) {
				reads++;
				return Reflect.get(row, key, receiver);
			},
		};
		const places = Array.from({length: count}, (_, index) => {
			const place = index % 2 === 0 ? node(`n${index}`) : pod(`n${index - 1}`);
			const more = {pool: `p${index % 4}`, facts: []};
			return runOf({...place, ...more, rows: index % 4 === 0 ? all(timeout) : one({cause: 'dns.nxdomain'})});
		}).map(run => ({...run, results: run.results.map(row => new Proxy(row, counted))}));
		buildSurvey(places);
		return reads;
	};
	const few = readsOf(40);
	expect(readsOf(160)).toBeLessThan(few * 4 * 1.2);
});

describe('a place that stands alone with a difference', () => {
	const lonely = [node('n1'), node('n2', {rows: all(failed)}), node('n3')].map(runOf);

	it('is doubted for what a finding rests on, and others are not', () => {
		expect([...doubtfulRows(lonely)].map(([index, rows]) => [index, rows.size])).toEqual([[1, hosts.length]]);
		const alike = [node('n1'), pod('n1', {rows: all(timeout)}), pod('n2', {rows: all(timeout)}), node('n2')];
		expect(doubtfulRows(alike.map(runOf)).size).toBe(0);
		expect(doubtfulRows([node('n1'), node('n2')].map(runOf)).size).toBe(0);
	});

	it('is unstable where it gets through later, and behind a finding where it does not', () => {
		const [first, second, third] = lonely;
		if (!first || !second || !third) throw new Error('no runs');
		const held = addTries(second, second);
		expect(held.results.map(({status, attempts}) => [status, attempts.length])).toEqual(
			hosts.map(() => ['blocked', 2 * (second.results[0]?.attempts.length ?? 0)]),
		);
		expect(buildSurvey([first, held, third])?.findings.map(({kind}) => kind)).toEqual(['node-egress']);

		const flaky = addTries(second, {...first, vantage: second.vantage});
		expect(flaky.results.map(({status}) => status)).toEqual(hosts.map(() => 'unstable'));
		expect(buildSurvey([first, flaky, third])?.findings).toEqual([]);
	});
});

describe('canaries', () => {
	const hostsOf = (runs: readonly Run[], most: number) => {
		const chosen = chooseCanaries(runs, most);
		return runs[0]?.results.flatMap(({id, target}) => (chosen.has(id) ? (target?.host ?? '') : []));
	};
	const letters = [...'abcdefgh'].map(letter => `${letter}.test.example`);
	const rowsOf = (change: {readonly [letter: string]: Partial<SampleRow>} = {}): readonly SampleRow[] =>
		letters.map(host => ({host, ...change[host.slice(0, 1)]}));

	it.each<[string, readonly (readonly SampleRow[])[], number, string]>([
		['one where all connections are of a kind and get through', [rowsOf(), rowsOf()], 5, 'a'],
		['one of each port', [rowsOf({c: {port: 80, protocol: 'http'}})], 5, 'ac'],
		['one of each feature', [rowsOf({d: {features: ['aml-training']}})], 5, 'ad'],
		['one of each cause first', [rowsOf({f: timeout, g: timeout, h: {cause: 'dns.nxdomain'}})], 5, 'afh'],
		['what differs first, and more of it where there is room', [rowsOf({f: timeout, g: timeout}), rowsOf()], 5, 'afg'],
		['no more than are asked for', [rowsOf({f: timeout, g: timeout}), rowsOf()], 1, 'f'],
		['none where nothing was seen', [], 5, ''],
	])('are %s', (_, places, most, expected) => {
		const runs = places.map((rows, index) => runOf(node(`n${index}`, {rows})));
		expect((hostsOf(runs, most) ?? []).map(host => host[0]).join('')).toBe(expected);
	});

	const canaryOf = (name: string, rows: readonly SampleRow[], more: Partial<Place> = {}) => {
		const run = runOf(node(name, {rows, canary: true, ...more}));
		return {...run, results: run.results.slice(0, 1)};
	};

	it('count among those that see the same, for what they did not look at too', () => {
		const whole = [
			...[runOf(node('n1', {pool: 'a'})), runOf(node('n2', {pool: 'a'}))],
			...[runOf(node('n3', {pool: 'b', rows: all(failed)})), runOf(node('n4', {pool: 'b', rows: all(failed)}))],
		];
		const survey = buildSurvey([...whole, canaryOf('n5', all(failed), {pool: 'b'}), canaryOf('n6', fine, {pool: 'a'})]);
		expect(survey?.classes.map(({members}) => members)).toEqual([
			['v1', 'v2', 'v6'],
			['v3', 'v4', 'v5'],
		]);
		expect(survey?.classes.map(({exemplars}) => exemplars)).toEqual([
			['v1', 'v2'],
			['v3', 'v4'],
		]);
		expect(survey?.findings).toMatchObject([{kind: 'pool-egress', vantages: ['v3', 'v4', 'v5']}]);
		expect(survey?.runs).toHaveLength(4);
	});

	it('that see what nobody else does are a column of their own, with what they saw', () => {
		const survey = buildSurvey([runOf(node('n1')), canaryOf('n2', all(failed)), canaryOf('n3', all(failed))]);
		expect(survey?.classes.map(({members, exemplars}) => [members, exemplars])).toEqual([
			[['v1'], ['v1']],
			[
				['v2', 'v3'],
				['v2', 'v3'],
			],
		]);
		expect(survey?.cells).toHaveLength(hosts.length + 1);
	});
});
