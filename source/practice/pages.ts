/** An answer of something that is not the service asked for. */
export type Page = {
	readonly status: number;
	readonly headers: {readonly [name: string]: string};
	readonly body: string;
};

const html = {'content-type': 'text/html; charset=utf-8'};

function htmlPage(title: string, text: string): string {
	return `<!DOCTYPE html>\n<html><head><title>${title}</title></head>\n<body><h1>${title}</h1><p>${text}</p></body></html>\n`;
}

/** What a filtering proxy (squid) puts in place of a forbidden site. */
export const blockPage: Page = {
	status: 403,
	headers: {
		...html,
		server: 'squid/6.6',
		'x-squid-error': 'ERR_ACCESS_DENIED 0',
		via: '1.1 filter.practice.example (squid/6.6)',
	},
	body: htmlPage('Access denied', 'The web filter of this network does not let requests to this site pass.'),
};

/** What Azure Firewall answers to plain HTTP that no rule allows: a status and a line of its own. */
export const cloudFirewallPage: Page = {
	status: 470,
	headers: {'content-type': 'text/plain; charset=utf-8'},
	body: 'Action: Deny. Reason: No rule matched. Proceeding with default action.',
};

/** What a filter of no known product answers, with 200 as some do. */
export const blockPageOfNobody: Page = {
	status: 200,
	headers: html,
	body: htmlPage('Notice', 'Access to this site is blocked by your administrator.'),
};

/** What a portal of no known product answers in place of any page. */
export const signInPage: Page = {
	status: 200,
	headers: html,
	body: htmlPage('Welcome', 'Who are you? <form><input name="user"><input name="secret" type="password"></form>'),
};

/** The page of a portal that redirects without a status. */
export const pageRedirectPage: Page = {
	status: 200,
	headers: html,
	body: '<html><head><meta http-equiv="refresh" content="0; url=http://10.0.0.1/welcome"></head></html>\n',
};

export const portalPage: Page = {
	status: 302,
	headers: {...html, location: 'http://portal.practice.example/login?reason=sign-in'},
	body: htmlPage('Sign in', 'Sign in to the network first.'),
};

export const redirectAwayPage: Page = {
	status: 301,
	headers: {...html, location: 'https://www.unrelated.example/'},
	body: htmlPage('Moved', 'This page is elsewhere now.'),
};

export const wrongServicePage: Page = {
	status: 200,
	headers: {...html, server: 'storage-appliance'},
	body: htmlPage('Storage appliance', 'This is the administration page of a storage appliance.'),
};

/** What stands between and knows nothing of WebSockets answers to an upgrade. */
export const upgradeDeniedPage: Page = {
	status: 403,
	headers: {...html, server: 'squid/6.6', 'x-squid-error': 'ERR_ACCESS_DENIED 0'},
	body: htmlPage('Upgrade denied', 'WebSocket connections may not leave this network.'),
};

export const noSuchSitePage: Page = {
	status: 404,
	headers: html,
	body: htmlPage('No such site', 'This server knows no site of that name.'),
};

/** The refusal or failure of a forward proxy, in its own words. */
export function proxyPage(status: number, headers: Page['headers'], text: string): Page {
	return {status, headers: {...html, ...headers}, body: htmlPage(`The proxy answers ${status}`, text)};
}

/** How Azure Container Registry refuses an address that its own network rules do not name. */
export const registryDenialPage: Page = {
	status: 403,
	headers: {'content-type': 'application/json; charset=utf-8', 'docker-distribution-api-version': 'registry/2.0'},
	body: `{"errors":[{"code":"DENIED","message":"client with IP '203.0.113.9' is not allowed access. Refer https://aka.ms/acr/firewall to grant access."}]}`,
};
