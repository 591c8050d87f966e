import {describe, expect, it} from 'vitest';
import type {DialectId} from '../../source/allowlists/dialect-ids.ts';
import {decide} from '../../source/audit/decide.ts';
import {detectDialect, loadReader} from '../../source/audit/readers.ts';

type Row = {
	readonly name: string;
	readonly text: string;
	/** `host`, or `host:port`; port 80 is asked for as HTTP. */
	readonly yes?: readonly string[];
	readonly no?: readonly string[];
	/** Lines that were not understood, from 1. */
	readonly refused?: readonly number[];
	readonly sources?: readonly string[];
};

/** Commands of mgmt_cli, of which the later ones change what the earlier ones made. */
const checkPoint: readonly Row[] = [
	{
		name: 'the rule that was put first last',
		text: 'mgmt_cli add dns-domain name ".github.com" is-sub-domain false\nmgmt_cli add access-rule layer N position 1 name a destination Any service Any action Accept\nmgmt_cli add access-rule layer N position 1 name d destination ".github.com" service Any action Drop\n',
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	{
		name: 'a rule above another by its name',
		text: 'mgmt_cli add dns-domain name ".github.com" is-sub-domain false\nmgmt_cli add access-rule layer N position bottom name a service Any action Accept\nmgmt_cli add access-rule layer N position.above a name d destination ".github.com" action Drop\n',
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	{
		name: 'a rule above one that is not there',
		text: 'mgmt_cli add access-rule layer N position 1 name a action Accept\nmgmt_cli add access-rule layer N position.above x name d service https action Drop\n',
		no: ['github.com'],
		refused: [2],
	},
	{
		name: 'a rule that is off',
		text: 'mgmt_cli add access-rule layer N position 1 name a destination Any action Accept enabled false\n',
		no: ['github.com'],
	},
	{
		name: 'a rule that is switched off and on',
		text: 'mgmt_cli add access-rule layer N position 1 name a action Accept\nmgmt_cli set access-rule layer N name a enabled false\nmgmt_cli set access-rule layer N name a enabled true\n',
		yes: ['github.com'],
	},
	{
		name: 'a rule that is switched off',
		text: 'mgmt_cli add access-rule layer N position 1 name a action Accept\nmgmt_cli set access-rule layer N name a enabled false\n',
		no: ['github.com'],
	},
	{
		name: 'a rule that is taken out',
		text: 'mgmt_cli add access-rule layer N position 1 name a action Accept\nmgmt_cli delete access-rule layer N name a\n',
		no: ['github.com'],
	},
	{
		name: 'a rule that is changed',
		text: 'mgmt_cli add access-rule layer N position 1 name a action Accept\nmgmt_cli set access-rule layer N name a action Drop\n',
		no: ['github.com'],
		refused: [2],
	},
	{
		name: 'a change by number',
		text: 'mgmt_cli add access-rule layer N position 1 name a action Accept\nmgmt_cli set access-rule layer N rule-number 1 enabled false\n',
		no: ['github.com'],
		refused: [2],
	},
	{
		name: 'a negated destination',
		text: 'mgmt_cli add dns-domain name ".github.com" is-sub-domain false\nmgmt_cli add access-rule layer N position 1 name a destination ".github.com" destination-negate true action Accept\n',
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	{
		name: 'a denial without a destination',
		text: 'mgmt_cli add access-rule layer N position 1 name d service https action Drop\nmgmt_cli add access-rule layer N position 2 name a action Accept\n',
		yes: ['github.com:80'],
		no: ['github.com'],
	},
	{
		name: 'a rule for some hours',
		text: 'mgmt_cli add access-rule layer N position 1 name a action Accept time Off_Work\n',
		no: ['github.com'],
		refused: [1],
	},
	{
		name: 'a rule for some hours, in JSON',
		text: '{"rulebase":[{"type":"access-rule","destination":[{"name":"Any","type":"CpmiAnyObject"}],"time":[{"name":"Off_Work","type":"time"}],"action":{"name":"Accept","type":"RulebaseAction"}}]}',
		no: ['github.com'],
		refused: [1],
	},
	{
		name: 'members that are taken out or set anew',
		text: 'mgmt_cli add dns-domain name .github.com is-sub-domain false\nmgmt_cli add dns-domain name .pypi.org is-sub-domain true\nmgmt_cli add dns-domain name .quay.io is-sub-domain false\nmgmt_cli add group name g members.1 .github.com members.2 .pypi.org\nmgmt_cli set group name g members.remove .github.com\nmgmt_cli add group name h members .github.com\nmgmt_cli set group name h members .quay.io\nmgmt_cli set dns-domain name .pypi.org is-sub-domain false\nmgmt_cli add access-rule layer N position 1 name a destination.1 g destination.2 h action Accept\n',
		yes: ['pypi.org', 'quay.io'],
		no: ['github.com', 'a.pypi.org'],
	},
	{
		name: 'rules in another file',
		text: 'mgmt_cli add access-rule layer N position 1 name a action Accept\nmgmt_cli add access-rule --batch rules.csv\n',
		no: ['github.com'],
		refused: [2],
	},
];

const others =
	'mgmt_cli add access-rule layer N name d source guests action Drop\nmgmt_cli add access-rule layer N name a source ';
const askedBy: readonly Row[] = [
	{name: 'a denial for others', text: `${others}Any action Accept\n`, yes: ['github.com']},
	{
		name: 'a rule for a network of others',
		text: 'mgmt_cli add network name n subnet 10.9.0.0 mask-length 16\nmgmt_cli add group name g members n\nmgmt_cli add access-rule layer N name a source g action Accept\n',
		no: ['github.com'],
		sources: ['10.1.2.3'],
	},
	{name: 'a denial for those who are allowed later', text: `${others}guests action Accept\n`, no: ['github.com']},
];

const policy = (number: number, ...fields: readonly string[]) =>
	`edit ${number}\n${fields.map(field => `set ${field}\n`).join('')}next\n`;
const policies = (...own: readonly string[]) => `config firewall policy\n${own.join('')}end\n`;
const gitHub = 'config firewall address\nedit "gh"\nset fqdn "github.com"\nnext\nend\n';
const open = ['dstaddr "all"', 'service "ALL"', 'schedule "always"', 'action accept'];
const shut = ['dstaddr "gh"', 'service "ALL"', 'schedule "always"'];

const fortigate: readonly Row[] = [
	{
		name: 'a policy that is moved up',
		text: gitHub + policies(policy(1, ...open), policy(2, ...shut), 'move 2 before 1\n'),
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	{
		name: 'a policy that is moved down',
		text: gitHub + policies(policy(1, ...open), policy(2, ...shut), 'move 1 after 2\n'),
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	{
		name: 'a policy that is moved beside one that is not there',
		text: gitHub + policies(policy(1, ...open), policy(2, ...shut), 'move 2 before 9\n'),
		no: ['github.com'],
		refused: [18],
	},
	{name: 'a policy that is deleted', text: policies(policy(1, ...open), 'delete 1\n'), no: ['github.com']},
	{name: 'policies that are purged', text: policies(policy(1, ...open), 'purge\n'), no: ['github.com']},
	{
		name: 'a policy that is switched off later',
		text: policies(policy(1, ...open)) + policies(policy(1, 'status disable')),
		no: ['github.com'],
	},
	{
		name: 'a policy of which the action is taken back',
		text: policies(policy(1, ...open), 'edit 1\nunset action\nnext\n'),
		no: ['github.com'],
	},
	{
		name: 'an object that is renamed',
		text: `config firewall address\nedit "x"\nset fqdn "github.com"\nnext\nrename "x" to "gh"\nend\n${policies(policy(1, ...shut, 'action accept'))}`,
		yes: ['github.com'],
	},
	{
		name: 'a group from which a member is taken',
		text: `${gitHub}config firewall addrgrp\nedit "g"\nset member "gh"\nunselect member "gh"\nnext\nend\n${policies(policy(1, 'dstaddr "g"', 'service "ALL"', 'action accept'))}`,
		no: ['github.com'],
	},
	{
		name: 'a group with members that are left out',
		text: `${gitHub}config firewall addrgrp\nedit "g"\nset member "all"\nset exclude enable\nset exclude-member "gh"\nnext\nend\n${policies(policy(1, 'dstaddr "g"', 'service "ALL"', 'action accept'))}`,
		no: ['github.com'],
		refused: [7, 14],
	},
	{
		name: 'a denial for another interface',
		text: policies(
			policy(1, 'srcintf "guest"', 'srcaddr "guest-net"', 'dstaddr "all"', 'service "ALL"', 'action deny'),
			policy(2, 'srcintf "lan"', 'srcaddr "all"', ...open),
		),
		yes: ['github.com'],
	},
	{
		name: 'a denial for the interface that is allowed later',
		text: gitHub + policies(policy(1, 'srcintf "lan"', ...shut), policy(2, 'srcintf "lan"', ...open)),
		yes: ['pypi.org'],
		no: ['github.com'],
	},
	{
		name: 'a policy for an object of other addresses',
		text: `config firewall address\nedit "n"\nset subnet 10.9.0.0 255.255.0.0\nnext\nend\n${policies(policy(1, 'srcaddr "n"', ...open))}`,
		no: ['github.com'],
		sources: ['10.1.2.3'],
	},
	{
		name: 'a web filter',
		text: policies(policy(1, ...open, 'utm-status enable', 'webfilter-profile "only-arc"')),
		no: ['github.com'],
		refused: [2],
	},
	{
		name: 'an internet service that is denied',
		text: policies(
			policy(1, 'internet-service enable', 'internet-service-name "Microsoft-Azure"', 'action deny'),
			policy(2, ...open),
		),
		no: ['github.com'],
		refused: [2],
	},
	{
		name: 'an internet service that is allowed',
		text: policies(policy(1, 'internet-service enable', 'action accept'), policy(2, ...open)),
		yes: ['github.com'],
		refused: [2],
	},
	...['subnet 0.0.0.0 0.0.0.0', 'subnet 0.0.0.0/0', 'start-ip 0.0.0.0\nset end-ip 255.255.255.255'].map(text => ({
		name: `addresses that are all of them: ${text}`,
		text: `config firewall address\nedit "x"\nset ${text}\nnext\nend\n${policies(policy(1, 'dstaddr "x"', ...open.slice(1)))}`,
		yes: ['github.com'],
	})),
	...['subnet 0.0.0.0 255.255.255.255', 'subnet 0.0.0.0/32'].map(text => ({
		name: `addresses that are none: ${text}`,
		text: `config firewall address\nedit "none"\nset ${text}\nnext\nend\n${policies(policy(1, 'dstaddr "none"', ...open.slice(1)))}`,
		no: ['github.com'],
	})),
	{
		name: 'a denial of no address',
		text: `config firewall address\nedit "none"\nset subnet 0.0.0.0 255.255.255.255\nnext\nend\n${policies(policy(1, 'dstaddr "none"', 'action deny'), policy(2, ...open))}`,
		yes: ['github.com'],
	},
	...[
		['subnet 0.0.0.0 128.0.0.0', 7],
		['subnet 0.0.0.0 255.0.0.0', 7],
		['subnet 0.0.0.0/1', 7],
		['start-ip 0.0.0.0\nset end-ip 9.255.255.255', 8],
		['start-ip 0.0.0.0\nset end-ip 0.0.0.0', 8],
	].map(([text, line]) => ({
		name: `addresses from the first one on: ${text}`,
		text: `config firewall address\nedit "x"\nset ${text}\nnext\nend\n${policies(policy(1, 'dstaddr "x"', ...open.slice(1)))}`,
		no: ['github.com'],
		refused: [Number(line)],
	})),
	...['proxy-policy', 'security-policy', 'policy6'].map(table => ({
		name: `a ${table}`,
		text: `${policies(policy(1, ...open))}config firewall ${table}\n${policy(1, ...shut)}end\n`,
		no: ['github.com'],
		refused: [10],
	})),
];

const panRule = (name: string, ...fields: readonly string[]) =>
	fields.map(field => `set rulebase security rules ${name} ${field}\n`).join('');
const panOpen = ['destination any', 'application any', 'service any', 'action allow'];
const panEntry = (action: string) =>
	`<security><rules><entry name="r"><destination><member>any</member></destination><application><member>any</member></application><service><member>any</member></service><action>${action}</action></entry></rules></security>`;
const panGroup = (text: string) =>
	`<config><devices><entry name="localhost.localdomain"><device-group><entry name="A">${text}</entry></device-group></entry></devices></config>`;

const paloAlto: readonly Row[] = [
	{
		name: 'rules after, and then rules before',
		text: panGroup(
			`<post-rulebase>${panEntry('allow')}</post-rulebase><pre-rulebase>${panEntry('deny')}</pre-rulebase>`,
		),
		no: ['github.com'],
	},
	{
		name: 'rules after, and then shared rules before, as commands',
		text: 'set device-group A post-rulebase security rules r destination any application any service any action allow\nset shared pre-rulebase security rules r destination any application any service any action deny\n',
		no: ['github.com'],
	},
	{
		name: 'two virtual systems with rules of one name',
		text: 'set vsys a rulebase security rules r destination any application any service any action deny\nset vsys b rulebase security rules r destination any application any service any action allow\n',
		no: ['github.com'],
	},
	{
		name: 'an application for HTTPS alone',
		text: panRule('o', 'destination any', 'application ssl', 'service any', 'action allow'),
		yes: ['github.com'],
		no: ['github.com:80'],
	},
	{
		name: 'an application for HTTP alone',
		text: panRule('o', 'destination any', 'application web-browsing', 'service any', 'action allow'),
		yes: ['github.com:80'],
		no: ['github.com'],
	},
	{
		name: 'the default ports of each rule',
		text:
			panRule('a', 'destination any', 'application web-browsing', 'service application-default', 'action allow') +
			panRule('b', 'destination any', 'application ssl', 'service application-default', 'action allow'),
		yes: ['github.com:80', 'github.com'],
	},
	{
		name: 'a group of applications that is denied',
		text: `set application-group g members [ ssl ssh ]\n${panRule('a', 'destination any', 'application g', 'service any', 'action deny')}${panRule('b', ...panOpen)}`,
		yes: ['github.com:80'],
		no: ['github.com'],
	},
	{
		name: 'a filter of applications that is denied',
		text: `set application-filter f category networking\n${panRule('a', 'destination any', 'application f', 'service any', 'action deny')}${panRule('b', ...panOpen)}`,
		no: ['github.com'],
	},
	{
		name: 'a port in an entry',
		text: `set profiles custom-url-category c list [ github.com:8443/ ]\n${panRule('o', 'category c', ...panOpen)}`,
		yes: ['github.com:8443'],
		no: ['github.com'],
	},
	{
		name: 'a path in an entry that is denied',
		text: `set profiles custom-url-category c list [ github.com/login ]\n${panRule('d', 'destination any', 'category c', 'action deny')}${panRule('o', ...panOpen)}`,
		yes: ['pypi.org'],
		no: ['github.com'],
		refused: [1],
	},
	{
		name: 'an entry that is taken out',
		text: `set profiles custom-url-category c list [ github.com/ pypi.org/ ]\n${panRule('o', 'category c', ...panOpen)}delete profiles custom-url-category c list github.com/\n`,
		no: ['github.com'],
		refused: [7, 2],
	},
	{
		name: 'a rule that is taken out',
		text: `${panRule('o', ...panOpen)}delete rulebase security rules o\n`,
		no: ['github.com'],
	},
	{
		name: 'a rule that is moved',
		text: `${panRule('o', ...panOpen)}${panRule('d', 'destination any', 'service any', 'action deny')}move rulebase security rules d top\n`,
		no: ['github.com'],
		refused: [8],
	},
	{
		name: 'a denial for other addresses',
		text: panRule('g', 'source 172.16.9.0/24', 'destination any', 'action deny') + panRule('o', ...panOpen),
		yes: ['github.com'],
	},
	{
		name: 'a denial for other addresses that are given',
		text: panRule('g', 'source 172.16.9.0/24', 'destination any', 'action deny') + panRule('o', ...panOpen),
		no: ['github.com'],
		sources: ['172.16.9.4'],
	},
	{
		name: 'a denial for a zone that may be the one of all',
		text: panRule('g', 'from trust', 'destination any', 'action deny') + panRule('o', ...panOpen),
		no: ['github.com'],
	},
	{
		name: 'a denial for a range of which a part is allowed later',
		text:
			panRule('g', 'source 10.0.0.0/8', 'destination any', 'action deny') +
			panRule('o', 'source 10.1.0.0/16', ...panOpen),
		no: ['github.com'],
	},
	{
		name: 'a rule that is switched off later',
		text: panRule('o', ...panOpen, 'disabled no', 'disabled yes'),
		no: ['github.com'],
	},
];

const tables: readonly (readonly [DialectId, readonly Row[]])[] = [
	['check-point', [...checkPoint, ...askedBy]],
	['fortigate', fortigate],
	['palo-alto', paloAlto],
];

describe.each(tables)('the rules of %s', (dialect, rows) => {
	it.each(rows)('$name', async ({text, yes = [], no = [], refused = [], sources = []}) => {
		const list = await (await loadReader(dialect))([{file: 'file', text}], {resolve: async () => null});
		const isAllowed = (name: string) => {
			const [host = '', port = '443'] = name.split(':');
			const protocol = port === '80' ? 'http' : 'https';
			return decide(list, {host, port: Number(port), protocol}, sources).verdict === 'allow';
		};
		expect(yes.filter(name => !isAllowed(name))).toEqual([]);
		expect(no.filter(isAllowed)).toEqual([]);
		expect(list.refusals.map(({place}) => place.line)).toEqual(refused);
	});
});

it('knows a file of unended tags soon', () => {
	expect(detectDialect(`${'<config '.repeat(40_000)}\n`, 'file')).toBeNull();
});
