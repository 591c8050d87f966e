import {describe, expect, it} from 'vitest';
import {isRedirectHome, judgeRedirect} from '../../../source/verdict/by-stage/judge-answer.ts';
import {httpStage} from '../../helpers/sample-evidence.ts';

type Case = {
	readonly asked?: string;
	readonly status?: number;
	readonly location?: string;
	readonly isPublic?: boolean;
	readonly isExpected?: boolean;
};

function judge({asked = 'http://archive.ubuntu.com/', status = 302, location, ...context}: Case): string | null {
	const answer = httpStage({status, headers: location === undefined ? {} : {location}});
	const failure = judgeRedirect(answer, {asked: new URL(asked), isPublic: false, isExpected: false, ...context});
	return failure?.kind === 'blocked' ? failure.cause : null;
}

describe('redirects to the login or notice of somebody else', () => {
	it.each<[string, Case]>([
		['a login', {location: 'http://portal.corp.example/login?back=1'}],
		['a login in HTTPS', {location: 'https://wifi.example/guest/sign-in'}],
		['a word in the host alone', {location: 'https://captive-portal.example/'}],
		['a word in the name of a page', {location: 'https://gw.example/blockpage.cgi'}],
		['an address', {location: 'http://10.1.1.1/'}],
		['a public address', {location: 'http://198.51.100.7/x'}],
		['an IPv6 address', {location: 'http://[fd00::1]:8080/'}],
		['a name without a dot', {location: 'http://proxy/'}],
		['a name of one network', {location: 'https://gw.corp.local/'}],
		['without a scheme', {location: '//portal.example/login'}],
		['307', {status: 307, location: 'http://portal.example/login'}],
		['511', {status: 511}],
		['sign-in of another owner', {location: 'https://login.microsoftonline.com/x/saml2?SAMLRequest=1'}],
		...[
			'corp-block.azurefd.net',
			'corp.z6.web.core.windows.net',
			'corp.blob.core.windows.net',
			'corp.trafficmanager.net',
			'corp.azurewebsites.net',
			'corp.eastus.cloudapp.azure.com',
		].map(
			host =>
				[
					`a notice at ${host}, which any customer can register`,
					{asked: 'http://go.microsoft.com/', location: `https://${host}/blocked`},
				] as [string, Case],
		),
		['plain HTTP from verified TLS', {isPublic: true, location: 'http://portal.example/login'}],
		['an address from verified TLS', {isPublic: true, location: 'https://10.1.1.1/'}],
		['a status that the service is known for, in plain HTTP', {isExpected: true, location: 'http://p.example/login'}],
		['a status that the service is known for, to an address', {isExpected: true, location: 'https://10.1.1.1/'}],
	])('%s', (_what, given) => {
		expect(judge(given)).toBe('http.portal');
	});
});

describe('redirects that are nobody else’s doing', () => {
	const microsoft = 'https://go.microsoft.com/';
	it.each<[string, Case]>([
		['an unrelated site', {location: 'https://www.unrelated.example/'}],
		['an unrelated site with words in its query', {location: 'https://mirror.example/?next=login'}],
		['to HTTPS', {location: 'https://archive.ubuntu.com/login'}],
		['within the domain', {location: 'http://login.ubuntu.com/'}],
		['within what one owner has', {location: 'https://login.launchpad.net/'}],
		['a path', {location: '/login'}],
		['Microsoft to Microsoft', {asked: microsoft, location: 'https://login.microsoftonline.com/common'}],
		['Microsoft to Bing', {asked: microsoft, location: 'http://www.bing.com/notice'}],
		['a provider of identities, from verified TLS', {isPublic: true, location: 'https://corp.okta.example/login'}],
		['a provider of identities, by a known status', {isExpected: true, location: 'https://corp.okta.example/login'}],
		['a host of one’s own network', {asked: 'http://intranet/', location: 'http://portal.corp.example/login'}],
		['an address of one’s own network', {asked: 'http://10.0.0.5/', location: 'http://10.0.0.6/login'}],
		['no Location', {}],
		['a Location that is no URL', {location: 'http://[::::'}],
		['another scheme', {location: 'mailto:login@portal.example'}],
		['a Location without a redirect', {status: 200, location: 'http://portal.example/login'}],
		['a word within a word', {location: 'https://blockchain.example/logins'}],
	])('%s', (_what, given) => {
		expect(judge(given)).toBeNull();
	});

	it('knows a redirect that stays at home', () => {
		const answer = (location: string) => httpStage({status: 302, headers: {location}});
		const asked = new URL('https://www.opendns.com/');
		expect(isRedirectHome(answer('https://block.opendns.com/'), asked)).toBe(true);
		expect(isRedirectHome(answer('https://block.example/'), asked)).toBe(false);
		expect(isRedirectHome(httpStage({status: 200}), asked)).toBe(false);
	});

	it('takes a Location of any length', () => {
		expect(judge({location: `https://mirror.example/${'xlogin-'.repeat(50_000)}`})).toBeNull();
	});
});
