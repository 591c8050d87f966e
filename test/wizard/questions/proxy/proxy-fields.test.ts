import {expect, it} from 'vitest';
import {type ProxyFieldFacts, proxyFieldNote} from '../../../../source/wizard/questions/proxy/proxy-fields.ts';
import type {OwnProxy} from '../../../../source/wizard/state/answers/answers.ts';
import {ownProxy} from '../../helpers/context.ts';

const good = {isChecked: true, problem: null};
const minimum = '127.0.0.1,localhost,kubernetes.default.svc,.svc.cluster.local,.svc';

it.each<[keyof OwnProxy, Partial<OwnProxy>, Partial<ProxyFieldFacts>, string, RegExp]>([
	['url', {}, {}, 'plain', /a host and a port/],
	['url', {}, {isEntered: true}, 'problem', /is empty/],
	['url', {url: 'proxy'}, {}, 'problem', /has no port/],
	['url', {url: 'http://proxy'}, {}, 'warning', /^Port 80, since none is given\. .*3128 or 8080/],
	['url', {url: 'https://proxy'}, {}, 'warning', /^Port 443, since/],
	['url', {url: 'https://proxy:3128'}, {}, 'warning', /mostly speak plain HTTP/],
	['url', {url: 'http://proxy:443'}, {}, 'warning', /mostly TLS/],
	['url', {url: 'http://jo:pw@proxy:3128'}, {}, 'ok', /^All traffic goes to http:\/\/proxy:3128,/],
	['username', {}, {}, 'plain', /Basic/],
	['username', {password: 'x'}, {}, 'problem', /no user name/],
	['username', {username: 'jo', password: 'x'}, {}, 'plain', /Basic/],
	['password', {url: 'proxy:1', password: 'x'}, {}, 'problem', /no user name/],
	['password', {url: 'proxy:1', username: 'jo'}, {passwordFrom: 'SOME_VARIABLE'}, 'plain', /taken from SOME_VARIABLE/],
	['password', {url: 'proxy:1', username: 'jo', password: 'x'}, {passwordFrom: 'S'}, 'plain', /no file/],
	['noProxy', {}, {}, 'plain', /go past the proxy/],
	['noProxy', {noProxy: `10.0.0.0/8, ${minimum}`}, {}, 'warning', /blanks/],
	['noProxy', {noProxy: `http://intranet,${minimum}`}, {}, 'warning', /neither a name nor an address/],
	['noProxy', {noProxy: `a;b,${minimum}`}, {}, 'warning', /separated by semicolons/],
	[
		'noProxy',
		{noProxy: `.microsoft.com,${minimum}`},
		{pastProxy: ['a:443', 'b:443', 'c:443']},
		'warning',
		/^3 endpoints to be checked would go past the proxy: a:443, b:443 and 1 more host\. Right only/,
	],
	['noProxy', {noProxy: '*'}, {}, 'warning', /everything past/],
	['noProxy', {noProxy: '.svc'}, {}, 'ok', /agents want these too: 127\.0\.0\.1,localhost/],
	['noProxy', {noProxy: `10.0.0.0/8,${minimum}`}, {}, 'ok', /^Names, domains/],
	['caFile', {}, {}, 'plain', /PEM/],
	['caFile', {caFile: '/a.pem'}, {caFile: {isChecked: false, problem: null}}, 'plain', /Reading/],
	['caFile', {caFile: '/a.pem'}, {}, 'ok', /trusted/],
	['caFile', {caFile: '/a.pem'}, {caFile: {isChecked: true, problem: 'No such file.'}}, 'problem', /^No such file/],
])('the note on %s of %j with %j', (id, own, facts, tone, text) => {
	const note = proxyFieldNote(id, {
		own: {...ownProxy, ...own},
		caFile: good,
		isEntered: false,
		pastProxy: [],
		passwordFrom: null,
		...facts,
	});
	expect(note.tone).toBe(tone);
	expect(note.text).toMatch(text);
	expect(note.text).not.toMatch(/ --\w|pw/);
});
