/** PAC scripts as companies have them, by what is typical of each. */
export const pacFiles: {readonly [title: string]: string} = {
	'one proxy for all': `function FindProxyForURL(url, host) { return "PROXY proxy.corp.example:3128"; }`,
	'the inside goes direct': `function FindProxyForURL(url, host) {
		if (isPlainHostName(host) || dnsDomainIs(host, ".corp.example") || host == "localhost") return "DIRECT";
		return "PROXY proxy.corp.example:3128; DIRECT";
	}`,
	'a failover list': `function FindProxyForURL(url, host) {
		return "PROXY a.corp.example:8080; PROXY b.corp.example:8080; SOCKS5 c.corp.example:1080";
	}`,
	'another proxy for plain HTTP': `function FindProxyForURL(url, host) {
		if (url.substring(0, 5) == "http:") return "PROXY plain.corp.example:8080";
		if (url.substring(0, 6) == "https:") return "PROXY secure.corp.example:8443";
		return "DIRECT";
	}`,
	'cloud services direct': `var direct = ["*.blob.core.windows.net", "*.azurecr.io", "mcr.microsoft.com", "*.data.mcr.microsoft.com"];
	function FindProxyForURL(url, host) {
		for (var i = 0; i < direct.length; i++) if (shExpMatch(host, direct[i])) return "DIRECT";
		return "HTTPS edge.corp.example:443";
	}`,
	'by regular expression': `var azure = /(^|\\.)(azure|windows|microsoftonline|microsoft)\\.(com|net|us)$/i;
	function FindProxyForURL(url, host) {
		return azure.test(host) ? "PROXY cloud.corp.example:3128" : "PROXY web.corp.example:3128";
	}`,
	'by port': `function FindProxyForURL(url, host) {
		var port = /^[a-z]+:\\/\\/[^\\/:]+:(\\d+)/.exec(url);
		return port ? "PROXY odd.corp.example:" + port[1] : "PROXY proxy.corp.example:3128";
	}`,
	'by the own address': `function FindProxyForURL(url, host) {
		if (isInNet(myIpAddress(), "10.20.0.0", "255.255.0.0")) return "PROXY north.corp.example:3128";
		return "PROXY south.corp.example:3128";
	}`,
	'by addresses of names': `function FindProxyForURL(url, host) {
		var address = dnsResolve(host);
		if (address && (isInNet(address, "10.0.0.0", "255.0.0.0") || isInNet(address, "192.168.0.0", "255.255.0.0"))) return "DIRECT";
		return isResolvable(host) ? "DIRECT" : "PROXY proxy.corp.example:3128";
	}`,
	'spread over several proxies': `function FindProxyForURL(url, host) {
		var sum = 0;
		for (var i = 0; i < host.length; i++) sum = (sum * 31 + host.charCodeAt(i)) % 65521;
		return "PROXY p" + (sum % 4) + ".corp.example:3128; PROXY p" + ((sum + 1) % 4) + ".corp.example:3128";
	}`,
	'a table by domain': `var ways = {"azure.com": "PROXY a.corp.example:1", "windows.net": "PROXY b.corp.example:2", "microsoft.com": "DIRECT"};
	function FindProxyForURL(url, host) {
		var parts = host.split(".");
		while (parts.length > 1) {
			var way = ways[parts.join(".")];
			if (way) return way;
			parts.shift();
		}
		return "PROXY rest.corp.example:9; DIRECT";
	}`,
	'alternatives in one pattern': `function FindProxyForURL(url, host) {
		if (shExpMatch(host, "(*.login.microsoft.com|login.*|*.his.arc.azure.com)")) return "PROXY identity.corp.example:3128";
		if (shExpMatch(url, "https://*.servicebus.*/*")) return "SOCKS relay.corp.example:1080";
		return dnsDomainLevels(host) > 3 ? "DIRECT" : "PROXY proxy.corp.example:3128";
	}`,
	'at all hours and on all days': `function FindProxyForURL(url, host) {
		if (weekdayRange("SUN", "SAT") && timeRange(0, 23) && dateRange("JAN", "DEC")) return "PROXY always.corp.example:3128";
		return "DIRECT";
	}`,
	'exact names': `function FindProxyForURL(url, host) {
		if (localHostOrDomainIs(host, "management.azure.com") || host === "login.microsoftonline.com") return "PROXY core.corp.example:3128";
		switch (host.charAt(0)) { case "g": return "PROXY g.corp.example:3128"; case "m": return "DIRECT"; }
		return "PROXY proxy.corp.example:3128";
	}`,
	'odd words and blanks': `function FindProxyForURL(url, host) {
		return "  proxy  proxy.corp.example:3128 ;; Direct ; ";
	}`,
};
