import {describe, expect, it} from 'vitest';
import type {DialectId} from '../../source/allowlists/dialect-ids.ts';
import {allows, readTexts} from './helpers/ask-list.ts';
import {auditTexts, planOf} from './helpers/audit-text.ts';

type Row = {
	readonly name: string;
	readonly dialect: DialectId;
	readonly text: string | readonly string[];
	readonly parts?: readonly string[];
	readonly yes?: readonly string[];
	readonly no?: readonly string[];
	/** What the parts alone allow. */
	readonly alone?: {readonly [part: string]: readonly string[]};
};

const address = (name: string, fqdn: string) => `edit "${name}"\nset type fqdn\nset fqdn "${fqdn}"\nnext\n`;
const policy = (target: string, action = 'accept', more = '') =>
	`edit 0\nset dstaddr "${target}"\nset service "ALL"\nset schedule "always"\nset action ${action}\n${more}next\n`;
const vdom = (name: string, addresses: string, policies: string) =>
	`edit ${name}\nconfig firewall address\n${addresses}end\nconfig firewall policy\n${policies}end\nnext\n`;
const hub = address('hub', 'github.com');

const fortigate: readonly Row[] = [
	{
		name: 'two virtual domains, of which one allows',
		text: `config vdom\n${vdom('root', hub, policy('hub'))}${vdom('edge', hub, policy('hub', 'deny'))}end\n`,
		parts: ['root', 'edge'],
		no: ['github.com'],
		alone: {root: ['github.com'], edge: []},
	},
	{
		name: 'two virtual domains that call other names the same',
		text: `config vdom\n${vdom('root', address('it', 'github.com'), policy('it'))}${vdom('edge', address('it', 'pypi.org'), policy('it'))}end\n`,
		parts: ['root', 'edge'],
		no: ['github.com', 'pypi.org'],
		alone: {root: ['github.com'], edge: ['pypi.org']},
	},
	{
		name: 'objects for all virtual domains',
		text: `config global\nconfig firewall address\n${hub}end\nend\nconfig vdom\n${vdom('root', '', policy('hub'))}${vdom('edge', '', policy('hub'))}end\n`,
		parts: ['root', 'edge'],
		yes: ['github.com'],
	},
	{
		name: 'one virtual domain with policies',
		text: `config vdom\nedit root\nnext\nedit mgmt\nnext\nend\nconfig vdom\n${vdom('root', hub, policy('hub'))}end\n`,
		yes: ['github.com'],
		no: ['pypi.org'],
	},
].map(row => ({dialect: 'fortigate', ...row}));

const rule = (scope: string, name: string, fields: string) =>
	fields
		.split('; ')
		.map(field => `set ${scope} security rules ${name} ${field}`)
		.join('\n');
const open = 'from any; to any; source any; destination any; application any; service any; action allow';
const shut = open.replace('allow', 'deny');
const category = (scope: string, name: string, ...hosts: readonly string[]) =>
	`set ${scope}profiles custom-url-category ${name} type "URL List"\nset ${scope}profiles custom-url-category ${name} list [ ${hosts.map(host => `${host}/`).join(' ')} ]`;

const paloAlto: readonly Row[] = [
	{
		name: 'two virtual systems, of which one allows',
		text: `${category('shared ', 'hub', 'github.com')}\n${rule('vsys vsys1 rulebase', 'a', `${open}; category hub`)}\n${rule('vsys vsys2 rulebase', 'a', shut)}\n`,
		parts: ['vsys1', 'vsys2'],
		no: ['github.com'],
		alone: {vsys1: ['github.com'], vsys2: []},
	},
	{
		name: 'categories of the same name in two virtual systems',
		text: `${category('vsys vsys1 ', 'it', 'github.com')}\n${category('vsys vsys2 ', 'it', 'pypi.org')}\n${rule('vsys vsys1 rulebase', 'a', `${open}; category it`)}\n${rule('vsys vsys2 rulebase', 'a', `${open}; category it`)}\n`,
		parts: ['vsys1', 'vsys2'],
		no: ['github.com', 'pypi.org'],
		alone: {vsys1: ['github.com'], vsys2: ['pypi.org']},
	},
	{
		name: 'a category of a group in the place of a shared one',
		text: `${category('shared ', 'it', 'github.com')}\n${category('device-group east ', 'it', 'pypi.org')}\n${rule('device-group east pre-rulebase', 'a', `${open}; category it`)}\n${rule('device-group west pre-rulebase', 'a', `${open}; category it`)}\n`,
		parts: ['east', 'west'],
		alone: {east: ['pypi.org'], west: ['github.com']},
		no: ['github.com', 'pypi.org'],
	},
	{
		name: 'a group below another',
		text: `set readonly devices localhost.localdomain device-group east parent-dg all\n${category('shared ', 'hub', 'github.com')}\n${rule('device-group all pre-rulebase', 'b', `${shut}; category hub`)}\n${rule('device-group east pre-rulebase', 'a', open)}\n`,
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	{
		name: 'shared rules before those of a group',
		text: `${category('shared ', 'hub', 'github.com')}\n${rule('device-group east pre-rulebase', 'a', open)}\n${rule('shared pre-rulebase', 'b', `${shut}; category hub`)}\n`,
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	{
		name: 'virtual systems in XML',
		text: `<?xml version="1.0"?>\n<config version="11.0"><devices><entry name="localhost.localdomain"><vsys>${['vsys1', 'vsys2'].map((name, index) => `<entry name="${name}"><rulebase><security><rules><entry name="r"><action>${index === 0 ? 'allow' : 'deny'}</action><destination><member>any</member></destination><service><member>any</member></service><application><member>any</member></application></entry></rules></security></rulebase></entry>`).join('')}</vsys></entry></devices></config>`,
		parts: ['vsys1', 'vsys2'],
		no: ['github.com'],
		alone: {vsys1: ['github.com', 'pypi.org'], vsys2: []},
	},
	...(['block', 'allow'] as const).map(action => ({
		name: `URL filtering that ${action}s a category of its own`,
		text: `${category('', 'hub', 'github.com')}\nset profiles url-filtering strict ${action} [ hub malware ]\n${rule('rulebase', 'a', `${open}; profile-setting profiles url-filtering strict`)}\n`,
		yes: action === 'block' ? ['pypi.org'] : ['github.com', 'pypi.org'],
		no: action === 'block' ? ['github.com'] : [],
	})),
	{
		name: 'URL filtering that blocks what nobody can tell, but for a category of its own',
		text: `${category('', 'hub', 'github.com')}\nset profiles url-filtering strict block [ unknown computer-and-internet-info ]\nset profiles url-filtering strict alert hub\nset profile-group g url-filtering strict\n${rule('rulebase', 'a', `${open}; profile-setting group g`)}\n`,
		yes: ['github.com', 'udp://pypi.org:123'],
		no: ['pypi.org'],
	},
	{
		name: 'URL filtering that is not in the file',
		text: `${rule('rulebase', 'a', `${open}; profile-setting group g`)}\n`,
		no: ['pypi.org'],
	},
	{
		name: 'URL filtering in XML',
		text: '<config><devices><entry name="x"><vsys><entry name="v"><profiles><custom-url-category><entry name="hub"><list><member>github.com/</member></list></entry></custom-url-category><url-filtering><entry name="f"><block><member>hub</member></block></entry></url-filtering></profiles><rulebase><security><rules><entry name="r"><action>allow</action><destination><member>any</member></destination><service><member>any</member></service><application><member>any</member></application><profile-setting><profiles><url-filtering><member>f</member></url-filtering></profiles></profile-setting></entry></rules></security></rulebase></entry></vsys></entry></devices></config>',
		yes: ['pypi.org'],
		no: ['github.com'],
	},
].map(row => ({dialect: 'palo-alto', ...row}));

const access = (layer: string, name: string, destination: string, action: string) =>
	`mgmt_cli add access-rule layer "${layer}" name "${name}" position bottom destination "${destination}" service Any action "${action}"\n`;
const domain = 'mgmt_cli add dns-domain name ".github.com" is-sub-domain false\n';
const jsonRule = (destination: string, action: string, more = {}) => ({
	type: 'access-rule',
	enabled: true,
	destination: [destination],
	service: ['any'],
	source: ['any'],
	action,
	...more,
});
const objects = [
	{uid: 'any', name: 'Any', type: 'CpmiAnyObject'},
	{uid: 'hub', name: '.github.com', type: 'dns-domain', 'is-sub-domain': false},
	{uid: 'yes', name: 'Accept', type: 'RulebaseAction'},
	{uid: 'no', name: 'Drop', type: 'RulebaseAction'},
	{uid: 'in', name: 'Inner Layer', type: 'Global'},
	{uid: 'inner', name: 'Web', type: 'access-layer'},
];
const layer = (name: string, ...rulebase: readonly object[]) =>
	JSON.stringify({name, rulebase, 'objects-dictionary': objects});

const checkPoint: readonly Row[] = [
	{
		name: 'two layers, of which both must accept',
		text: `${domain}${access('Network', 'a', 'Any', 'Accept')}${access('Application', 'b', '.github.com', 'Accept')}`,
		parts: ['Network', 'Application'],
		yes: ['github.com'],
		no: ['pypi.org'],
		alone: {Network: ['github.com', 'pypi.org'], Application: ['github.com']},
	},
	{
		name: 'a layer within a rule',
		text: `${domain}mgmt_cli add access-rule layer Network name out position bottom destination Any service Any action "Apply Layer" inline-layer Web\n${access('Web', 'a', '.github.com', 'Accept')}${access('Network', 'all', 'Any', 'Accept')}`,
		yes: ['github.com'],
		no: ['pypi.org'],
	},
	{
		name: 'a layer within a rule that is not there',
		text: `${domain}mgmt_cli add access-rule layer Network name out position bottom destination Any service Any action "Apply Layer" inline-layer Web\n${access('Network', 'all', 'Any', 'Accept')}`,
		no: ['github.com'],
	},
	{
		name: 'layers of two exports',
		text: [
			layer('Network', jsonRule('any', 'yes')),
			layer('Application', jsonRule('hub', 'yes'), jsonRule('any', 'no')),
		],
		parts: ['Network', 'Application'],
		yes: ['github.com'],
		no: ['pypi.org'],
	},
	{
		name: 'a layer within a rule of an export',
		text: [
			layer('Network', jsonRule('any', 'in', {'inline-layer': 'inner'})),
			layer('Web', {type: 'access-section', name: 'Section', rulebase: [jsonRule('hub', 'yes')]}),
		],
		yes: ['github.com'],
		no: ['pypi.org'],
	},
].map(row => ({dialect: 'check-point', ...row}));

const rows = [...fortigate, ...paloAlto, ...checkPoint] as readonly Row[];

describe.each([...new Set(rows.map(({dialect}) => dialect))])('parts and profiles of %s', dialect => {
	it.each(rows.filter(row => row.dialect === dialect))(
		'$name',
		async ({text, parts, yes = [], no = [], alone = {}}) => {
			const list = await readTexts(dialect, text);
			expect(list.parts?.map(({name}) => name)).toEqual(parts);
			expect(yes.filter(name => !(list.parts ?? [{name: '', list}]).every(part => allows(part.list, name)))).toEqual(
				[],
			);
			expect(no.filter(name => (list.parts ?? [{name: '', list}]).every(part => allows(part.list, name)))).toEqual([]);
			for (const [name, allowed] of Object.entries(alone)) {
				const part = list.parts?.find(one => one.name === name);
				const asked = ['github.com', 'pypi.org'];
				expect(part && asked.filter(host => allows(part.list, host))).toEqual(allowed);
			}
		},
	);
});

describe('an audit of parts', () => {
	it('says in which of them something is missing, and how much each covers', async () => {
		const [text = ''] = fortigate.slice(0, 1).map(row => String(row.text));
		const {missing, notes, parts} = await auditTexts('fortigate', text, planOf({features: ['arc']}));
		expect(parts?.map(({name}) => name)).toEqual(['root', 'edge']);
		expect(missing[0]?.why).toMatch(/^In root: No line allows /);
		expect(notes.join(' ')).toMatch(/root \(\d+ of \d+\) and edge \(0 of \d+\) are judged each by itself/);
	});

	it('says that a profile that is not in the file may deny', async () => {
		const text = policyWith('set webfilter-profile "gone"\n');
		const {missing} = await auditTexts('fortigate', text, planOf({features: ['arc']}));
		expect(missing[0]?.why).toMatch(/was not understood may deny /);
	});
});

const policyWith = (more: string, rest = '') => `config firewall policy\n${policy('all', 'accept', more)}end\n${rest}`;
const urlFilter = (lines: readonly string[], category = '') =>
	`config webfilter urlfilter\nedit 1\nset name "l"\nconfig entries\n${lines.map((line, index) => `edit ${index + 1}\n${line.replaceAll('; ', '\n')}\nnext\n`).join('')}end\nnext\nend\nconfig webfilter profile\nedit "w"\nconfig web\nset urlfilter-table 1\nend\n${category === '' ? '' : `config ftgd-wf\nconfig filters\nedit 1\nset category ${category}\nset action block\nnext\nend\nend\n`}next\nend\n`;
const use = 'set utm-status enable\nset webfilter-profile "w"\n';

const dnsFilter =
	'config dnsfilter domain-filter\nedit 3\nconfig entries\nedit 1\nset domain "github.com"\nset action block\nnext\nend\nnext\nend\nconfig dnsfilter profile\nedit "n"\nconfig domain-filter\nset domain-filter-table 3\nend\nnext\nend\n';
const blocking = 'config application list\nedit "d"\nconfig entries\nedit 1\nset category 30\nnext\nend\nnext\nend\n';

const filters: readonly Omit<Row, 'dialect'>[] = [
	{
		name: 'a name that is blocked',
		text: policyWith(use, urlFilter(['set url "github.com"; set type simple; set action block'])),
		yes: ['pypi.org', 'udp://github.com:123'],
		no: ['github.com', 'api.github.com'],
	},
	{
		name: 'a wildcard that is blocked behind a name that is exempt',
		text: policyWith(
			use,
			urlFilter([
				'set url "api.github.com"; set action exempt',
				'set url "*.github.com"; set type wildcard; set action block',
			]),
		),
		yes: ['api.github.com', 'github.com', 'pypi.org'],
		no: ['x.github.com'],
	},
	{
		name: 'a line that is off',
		text: policyWith(use, urlFilter(['set url "github.com"; set action block; set status disable'])),
		yes: ['github.com'],
	},
	{
		name: 'a category that may hold any host',
		text: policyWith(
			use,
			urlFilter(['set url "github.com"; set action exempt', 'set url "quay.io"; set action allow'], '52'),
		),
		yes: ['github.com'],
		no: ['quay.io', 'pypi.org'],
	},
	{name: 'a category of harm', text: policyWith(use, urlFilter([], '26')), yes: ['pypi.org']},
	{
		name: 'an expression',
		text: policyWith(use, urlFilter(['set url "git.*"; set type regex; set action block'])),
		no: ['pypi.org'],
	},
	{
		name: 'a path',
		text: policyWith(use, urlFilter(['set url "github.com/x"; set action block'])),
		no: ['github.com'],
	},
	{name: 'a profile that is not there', text: policyWith(use), no: ['pypi.org']},
	{
		name: 'an application list that only looks',
		text: policyWith(
			'set application-list "d"\n',
			'config application list\nedit "d"\nconfig entries\nedit 1\nset action pass\nnext\nend\nnext\nend\n',
		),
		yes: ['pypi.org'],
	},
	{
		name: 'an application list that blocks',
		text: policyWith(
			'set application-list "d"\n',
			'config application list\nedit "d"\nconfig entries\nedit 1\nset category 30\nnext\nend\nnext\nend\n',
		),
		no: ['pypi.org'],
	},
	{
		name: 'names that a DNS filter blocks',
		text: policyWith(
			'set dnsfilter-profile "n"\n',
			'config dnsfilter domain-filter\nedit 3\nconfig entries\nedit 1\nset domain "github.com"\nset action block\nnext\nend\nnext\nend\nconfig dnsfilter profile\nedit "n"\nconfig domain-filter\nset domain-filter-table 3\nend\nnext\nend\n',
		),
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	...[
		'set url "github.com"; set action exempt',
		'set url "*.com"; set type wildcard; set action exempt',
		'set url "github.com"; set action allow',
		'set url "github.com"; set action monitor',
	].map(line => ({
		name: `a name that the web filter lets pass and the DNS filter blocks: ${line}`,
		text: policyWith(`${use}set dnsfilter-profile "n"\n`, urlFilter([line]) + dnsFilter),
		yes: ['pypi.org'],
		no: ['github.com'],
	})),
	{
		name: 'a name that the web filter blocks and the DNS filter lets pass',
		text: policyWith(
			`${use}set dnsfilter-profile "n"\n`,
			urlFilter(['set url "github.com"; set action block']) + dnsFilter.replace('action block', 'action allow'),
		),
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	{
		name: 'a name that both let pass, where the web filter blocks all others',
		text: policyWith(
			`${use}set dnsfilter-profile "n"\n`,
			urlFilter(['set url "quay.io"; set action exempt', 'set url "*"; set type wildcard; set action block']) +
				dnsFilter,
		),
		yes: ['quay.io'],
		no: ['github.com', 'pypi.org'],
	},
	{
		name: 'a name that the web filter lets pass, and an application list that blocks',
		text: policyWith(
			`${use}set application-list "d"\n`,
			urlFilter(['set url "github.com"; set action exempt']) + blocking,
		),
		no: ['github.com', 'pypi.org'],
	},
	{
		name: 'a name that the web filter lets pass, and a DNS filter that is not there',
		text: policyWith(`${use}set dnsfilter-profile "gone"\n`, urlFilter(['set url "github.com"; set action exempt'])),
		no: ['github.com', 'pypi.org'],
	},
	{
		name: 'a profile in a group',
		text: policyWith(
			'set profile-type group\nset profile-group "g"\n',
			`config firewall profile-group\nedit "g"\nset webfilter-profile "w"\nnext\nend\n${urlFilter(['set url "github.com"; set action block'])}`,
		),
		yes: ['pypi.org'],
		no: ['github.com'],
	},
];

describe('filters of a FortiGate', () => {
	it.each(filters)('$name', async ({text, yes = [], no = []}) => {
		const list = await readTexts('fortigate', text);
		expect(yes.filter(name => !allows(list, name))).toEqual([]);
		expect(no.filter(name => allows(list, name))).toEqual([]);
	});

	it.each([
		['is in use', 'set ssl-ssh-profile "deep"\n', true],
		['looks at certificates', 'set ssl-ssh-profile "certificate-inspection"\n', false],
		['is in no use', '', false],
	])('tell of an inspection profile that %s', async (_, line, inspects) => {
		const profile =
			'config firewall ssl-ssh-profile\nedit "deep"\nconfig https\nset ports 443\nset status deep-inspection\nend\nconfig ssl-exempt\nedit 1\nset type wildcard-fqdn\nset wildcard-fqdn "ms"\nnext\nend\nnext\nend\nconfig firewall wildcard-fqdn custom\nedit "ms"\nset wildcard-fqdn "*.microsoft.com"\nnext\nend\n';
		const {exemptions} = await readTexts('fortigate', policyWith(line, profile));
		expect(exemptions?.map(({matcher}) => matcher) ?? null).toEqual(
			inspects ? [expect.objectContaining({base: 'microsoft.com'})] : null,
		);
	});
});

const asking = ['srcintf "lan"', 'dstintf "wan1"', 'srcaddr "pods"', 'groups "staff"'].map(field => `set ${field}\n`);
const blocked = urlFilter(['set url "*.github.com"; set type wildcard; set action block']);
const pods = 'config firewall address\nedit "pods"\nset subnet 10.1.0.0 255.255.0.0\nnext\nend\n';
const layered = (source: string, ...inner: readonly string[]) =>
	`${domain}mgmt_cli add access-rule layer Network name out position bottom source ${source} destination Any service Any action "Apply Layer" inline-layer Web\n${inner.join('')}`;
const filtering = `${category('', 'hub', 'github.com')}\nset profiles url-filtering strict block hub\n`;
const filteredFor = (more: string) =>
	`${filtering}${rule('rulebase', 'a', `${open.replace(`${more.split(' ')[0]} any`, more)}; profile-setting profiles url-filtering strict`)}\n`;

/** What a rule hands over to is asked for those whom the rule names. */
const handedOver: readonly (Row & {readonly sources?: readonly string[]})[] = [
	...asking.flatMap((field, index) => [
		{
			name: `a web filter of a policy for some, ${index}`,
			dialect: 'fortigate' as const,
			text: policyWith(`${field}${use}`, `${pods}${blocked}`),
			yes: ['pypi.org'],
			no: ['api.github.com'],
		},
		{
			name: `a DNS filter of a policy for some, ${index}`,
			dialect: 'fortigate' as const,
			text: policyWith(`${field}set dnsfilter-profile "n"\n`, `${pods}${dnsFilter}`),
			yes: ['pypi.org'],
			no: ['github.com'],
		},
		{
			name: `an application list of a policy for some, ${index}`,
			dialect: 'fortigate' as const,
			text: policyWith(`${field}set application-list "d"\n`, `${pods}${blocking}`),
			no: ['pypi.org'],
		},
	]),
	...['from trust', 'to untrust', 'source 10.0.0.0/8'].map(more => ({
		name: `URL filtering of a rule for ${more}`,
		dialect: 'palo-alto' as const,
		text: filteredFor(more),
		yes: ['pypi.org'],
		no: ['github.com'],
	})),
	{
		name: 'URL filtering of a rule for others, for a source that is given',
		dialect: 'palo-alto',
		text: `${filteredFor('source 10.0.0.0/8')}${rule('rulebase', 'b', open)}\n`,
		sources: ['172.16.1.1'],
		yes: ['github.com'],
	},
	{
		name: 'a layer that drops a name and accepts the others',
		dialect: 'check-point',
		text: layered('lan', access('Web', 'd', '.github.com', 'Drop'), access('Web', 'a', 'Any', 'Accept')),
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	{
		name: 'a layer that accepts a name, before a rule for all',
		dialect: 'check-point',
		text: layered(
			'lan',
			access('Web', 'a', '.github.com', 'Accept'),
			access('Network', 'all', 'Any', 'Accept').replace('destination', 'source Any destination'),
		),
		yes: ['github.com'],
		no: ['pypi.org'],
	},
	{
		name: 'a layer that drops alone, for others',
		dialect: 'check-point',
		text: layered('guests', access('Web', 'd', 'Any', 'Drop'), access('Network', 'all', 'Any', 'Accept')),
		yes: ['github.com'],
	},
	{
		name: 'a denial for those whom a layer accepts',
		dialect: 'check-point',
		text: `${domain}${access('Network', 'no', '.github.com', 'Drop').replace('destination', 'source lan destination')}${layered('lan', access('Web', 'a', 'Any', 'Accept')).replace(domain, '')}`,
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	{
		name: 'a denial for a part of the range that is given, which is allowed later',
		dialect: 'palo-alto',
		text: ['a deny 10.0.9.0/24', 'b allow 10.0.9.0/24', 'c allow any']
			.map(line => line.split(' '))
			.map(([name = '', action = '', source = '']) =>
				rule('rulebase', name, `source ${source}; destination any; application any; service any; action ${action}`),
			)
			.join('\n'),
		sources: ['10.0.0.0/8'],
		no: ['github.com'],
	},
];

describe('what a rule for some hands over to', () => {
	it.each(handedOver)('$dialect: $name', async ({dialect, text, sources, yes = [], no = []}) => {
		const list = await readTexts(dialect, text);
		expect(yes.filter(name => !allows(list, name, sources))).toEqual([]);
		expect(no.filter(name => allows(list, name, sources))).toEqual([]);
	});
});

const suricata = (...lines: readonly string[]) => lines.map((line, index) => `${line} sid:${index + 1};)`).join('\n');
const sni = (action: string, name: string, how = 'startswith; nocase; endswith;') =>
	`${action} tls $HOME_NET any -> $EXTERNAL_NET any (tls.sni; content:"${name}"; ${how}`;
const dropAll = 'drop tls $HOME_NET any -> $EXTERNAL_NET any (msg:"no";';

const rules: readonly Omit<Row, 'dialect'>[] = [
	{name: 'a whole name', text: suricata(sni('pass', 'github.com'), dropAll), yes: ['github.com'], no: ['x.github.com']},
	{
		name: 'a domain with a dot in front',
		text: suricata(
			sni('pass', '.github.com', 'dotprefix; nocase; endswith;').replace('content', 'dotprefix; content'),
			dropAll,
		),
		yes: ['github.com', 'a.b.github.com'],
		no: ['xgithub.com'],
	},
	{
		name: 'the end of a name',
		text: suricata(sni('pass', 'github.com', 'nocase; endswith;'), dropAll),
		yes: ['github.com', 'xgithub.com'],
		no: ['github.com.example'],
	},
	{
		name: 'a part of a name',
		text: suricata(sni('pass', 'GitHub', 'nocase;'), dropAll),
		yes: ['api.github.io'],
		no: ['pypi.org'],
	},
	{
		name: 'capitals without nocase',
		text: suricata(sni('pass', 'GitHub.com', 'endswith;'), dropAll),
		no: ['github.com'],
	},
	{
		name: 'a denial before',
		text: suricata(sni('drop', 'github.com'), sni('pass', 'github.com', 'endswith;'), dropAll),
		yes: ['xgithub.com'],
		no: ['github.com'],
	},
	{
		name: 'a denial before, asked by action',
		text: JSON.stringify({
			StatefulRuleOptions: {RuleOrder: 'DEFAULT_ACTION_ORDER'},
			RulesSource: {RulesString: suricata(sni('drop', 'github.com'), sni('pass', 'github.com'), dropAll)},
		}),
		yes: ['github.com'],
		no: ['pypi.org'],
	},
	{
		name: 'ports and plain HTTP',
		text: suricata(
			'pass http $HOME_NET any -> any [80,8080] (http.host; content:"github.com"; startswith; endswith;',
			'pass tls $HOME_NET any -> any 443 (tls.sni; content:"pypi.org"; startswith; endswith;',
			'drop ip any any -> any any (',
		),
		yes: ['http://github.com', 'pypi.org'],
		no: ['github.com', 'pypi.org:8084', 'http://github.com:81'],
	},
	{
		name: 'an expression',
		text: suricata('pass tls any any -> any any (tls.sni; pcre:"/^(api\\.)?github\\.com$/i";', dropAll),
		yes: ['github.com', 'api.github.com'],
		no: ['x.github.com'],
	},
	{
		name: 'an expression that is not read',
		text: suricata('pass tls any any -> any any (tls.sni; pcre:"/(?<!x)github/";', dropAll),
		no: ['github.com'],
	},
	{name: 'an alert', text: suricata(sni('alert', 'github.com'), dropAll), no: ['github.com']},
	{
		name: 'a handshake that passes',
		text: suricata('pass tcp any any -> any any (flow:not_established,to_server;', sni('pass', 'github.com'), dropAll),
		yes: ['github.com'],
		no: ['pypi.org'],
	},
	{
		name: 'an option that is not read',
		text: suricata('pass tls any any -> any any (ja3.hash; content:"x";', dropAll),
		no: ['github.com'],
	},
	{name: 'a broken line', text: `pass tls any any\n${suricata(sni('pass', 'github.com'))}`, no: ['github.com']},
	{
		name: 'rules in Terraform',
		text: `resource "aws_networkfirewall_rule_group" "x" {\n  rule_group {\n    rules_source {\n      rules_string = <<-EOT\n${suricata(sni('pass', 'github.com'), dropAll)}\nEOT\n    }\n  }\n}\n`,
		yes: ['github.com'],
		no: ['pypi.org'],
	},
	{
		name: 'rules as fields',
		text: JSON.stringify({
			RulesSource: {
				StatefulRules: [
					{
						Action: 'PASS',
						Header: {
							Protocol: 'TLS',
							Source: '$HOME_NET',
							Destination: 'ANY',
							DestinationPort: '443',
							SourcePort: 'ANY',
						},
						RuleOptions: [
							{Keyword: 'tls.sni'},
							{Keyword: 'content', Settings: ['"github.com"']},
							{Keyword: 'startswith'},
							{Keyword: 'endswith'},
						],
					},
				],
				RulesSourceList: {Targets: ['.pypi.org'], TargetTypes: ['TLS_SNI'], GeneratedRulesType: 'ALLOWLIST'},
			},
		}),
		yes: ['github.com', 'a.pypi.org'],
		no: ['quay.io', 'github.com:8084'],
	},
];

describe('rules of Suricata', () => {
	it.each(rules)('$name', async ({text, yes = [], no = []}) => {
		const list = await readTexts('aws-network-firewall', text);
		expect(yes.filter(name => !allows(list, name))).toEqual([]);
		expect(no.filter(name => allows(list, name))).toEqual([]);
	});
});

const azureRule = (name: string) => ({
	ruleType: 'ApplicationRule',
	protocols: [{protocolType: 'Https', port: 443}],
	targetFqdns: [name],
});
const azureGroup = (policyName: string, priority: number, action: string, name: string) => ({
	id: `/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/firewallPolicies/${policyName}/ruleCollectionGroups/g${priority}`,
	priority,
	ruleCollections: [{priority: 100, action: {type: action}, rules: [azureRule(name)]}],
});
const azurePolicy = (name: string, base: string) => ({
	id: `/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/firewallPolicies/${name}`,
	basePolicy: {id: `/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/firewallPolicies/${base}`},
});
const terraformGroup = (policyName: string, host: string, action: string, more = '') =>
	`resource "azurerm_firewall_policy_rule_collection_group" "${policyName}_g" {\n  firewall_policy_id = azurerm_firewall_policy.${policyName}.id\n  priority = 500\n${more}  application_rule_collection {\n    priority = 100\n    action = "${action}"\n    rule {\n      protocols {\n        type = "Https"\n        port = 443\n      }\n      destination_fqdns = ["${host}"]\n    }\n  }\n}\n`;

const azure: readonly Omit<Row, 'dialect'>[] = [
	{
		name: 'two policies',
		text: JSON.stringify([
			azureGroup('east', 100, 'Allow', 'github.com'),
			azureGroup('west', 100, 'Allow', 'pypi.org'),
		]),
		parts: ['east', 'west'],
		alone: {east: ['github.com'], west: ['pypi.org']},
		no: ['github.com', 'pypi.org'],
	},
	{
		name: 'a policy with its base, whose groups come first whatever their priority',
		text: JSON.stringify([
			azurePolicy('child', 'base'),
			azureGroup('child', 100, 'Allow', 'github.com'),
			azureGroup('base', 900, 'Deny', 'github.com'),
			azureGroup('base', 950, 'Allow', 'pypi.org'),
		]),
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	{
		name: 'two policies in Terraform',
		text: `${terraformGroup('east', 'github.com', 'Allow')}${terraformGroup('west', 'pypi.org', 'Allow')}`,
		parts: ['east', 'west'],
		alone: {east: ['github.com'], west: ['pypi.org']},
	},
	{
		name: 'a policy with its base in Terraform',
		text: `resource "azurerm_firewall_policy" "child" {\n  base_policy_id = azurerm_firewall_policy.base.id\n}\n${terraformGroup('child', 'github.com', 'Allow')}${terraformGroup('base', 'github.com', 'Deny')}`,
		no: ['github.com'],
	},
	...['count = 0', 'count = var.n', 'for_each = var.all', 'count = local.on ? 1 : 0'].map(line => ({
		name: `a group with ${line}`,
		text: `${terraformGroup('east', 'github.com', 'Allow', `  ${line}\n`)}${terraformGroup('east', 'pypi.org', 'Allow')}`,
		yes: ['pypi.org'],
		no: ['github.com'],
	})),
	{
		name: 'a group that is there twice',
		text: terraformGroup('east', 'github.com', 'Allow', '  count = 2\n'),
		yes: ['github.com'],
	},
	{
		name: 'a denial that is there under a condition',
		text: `${terraformGroup('east', 'github.com', 'Deny', '  count = var.n\n')}${terraformGroup('east', 'github.com', 'Allow').replace('500', '600')}`,
		no: ['github.com'],
	},
	{
		name: 'collections that a loop makes',
		text: `${terraformGroup('east', 'pypi.org', 'Allow')}resource "azurerm_firewall_policy_rule_collection_group" "d" {\n  firewall_policy_id = azurerm_firewall_policy.east.id\n  priority = 600\n  dynamic "application_rule_collection" {\n    for_each = var.on\n    content {\n      priority = 100\n      action = "Allow"\n      rule {\n        protocols {\n          type = "Https"\n          port = 443\n        }\n        destination_fqdns = ["github.com"]\n      }\n    }\n  }\n}\n`,
		yes: ['pypi.org'],
		no: ['github.com'],
	},
];

describe('policies of Azure Firewall', () => {
	it.each(azure)('$name', async ({name, text, parts, yes = [], no = [], alone = {}}) => {
		const isTerraform = String(text).startsWith('resource');
		const list = await readTexts(isTerraform ? 'terraform' : 'azure-firewall', text);
		expect(
			list.parts?.map(part => part.name),
			name,
		).toEqual(parts);
		const all = (list.parts ?? [{name: '', list}]).map(part => part.list);
		expect(yes.filter(host => !all.every(one => allows(one, host)))).toEqual([]);
		expect(no.filter(host => all.every(one => allows(one, host)))).toEqual([]);
		for (const [part, allowed] of Object.entries(alone)) {
			const own = list.parts?.find(one => one.name === part);
			expect(own && ['github.com', 'pypi.org'].filter(host => allows(own.list, host))).toEqual(allowed);
		}
	});
});
