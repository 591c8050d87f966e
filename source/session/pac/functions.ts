/**
 * What a PAC script may call, as text for the sandbox: the functions of Netscape's document with what clients make of
 * them (Firefox and Chromium agree but for slips), and those that Microsoft added for IPv6. `known` has an answer for each
 * name that was looked up, and null for one that has no address; a name that is not there yet is noted in `wanted`. What
 * makes the reply is kept before the script runs, and inherits nothing, since a script may put its own in the place of
 * anything; nor can it put its own in the place of `__ask`.
 */
export const pacFunctions = String.raw`
(function (known, own) {
	'use strict';
	var global = globalThis, stringify = JSON.stringify, Text = String, Count = Number, Pattern = RegExp, patterns = Object.create(null);
	var bare = Object.setPrototypeOf, define = Object.defineProperty, free = Function.prototype.call.bind.bind(Function.prototype.call);
	var slice = free(Text.prototype.slice), exec = free(Pattern.prototype.exec);
	var wanted = bare([], null), count = 0;
	function addressesOf(host) {
		// What a look-up that failed came to is handed on, and is no name.
		if (host === null || host === undefined) return [];
		host = Text(host);
		if (isAddress(host)) return [host];
		var name = host.toLowerCase().replace(/\.$/, '');
		if (name === 'localhost') return ['127.0.0.1'];
		if (name in known) return known[name] || [];
		// Name servers take no longer ones.
		if (name !== '' && name.length <= 253 && wanted.length < 200) {
			for (var i = 0; i < wanted.length; i++) if (wanted[i] === name) return [];
			wanted[wanted.length] = name;
		}
		return [];
	}
	function isAddress(text) {
		return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) || text.indexOf(':') >= 0;
	}
	function first(list, isWanted) {
		for (var i = 0; i < list.length; i++) if (isWanted(list[i])) return list[i];
		return null;
	}
	function isOld(address) { return address.indexOf(':') < 0; }
	function numberOf(text) {
		var bytes = Text(text).split('.');
		return ((bytes[0] & 255) << 24) | ((bytes[1] & 255) << 16) | ((bytes[2] & 255) << 8) | (bytes[3] & 255);
	}
	function bitsOf(address) {
		if (isOld(address)) {
			var bytes = address.split('.'), old = '';
			for (var i = 0; i < 4; i++) old += (Number(bytes[i]) + 256).toString(2).slice(1);
			return old;
		}
		var halves = address.split('::'), left = halves[0] ? halves[0].split(':') : [], right = halves[1] ? halves[1].split(':') : [];
		while (halves.length > 1 && left.length + right.length < 8) left.push('0');
		return left.concat(right).map(function (group) { return (parseInt(group, 16) + 65536).toString(2).slice(1); }).join('');
	}
	var functions = {
		isPlainHostName: function isPlainHostName(host) { return Text(host).search(/\.|:/) < 0; },
		dnsDomainIs: function dnsDomainIs(host, domain) {
			host = Text(host); domain = Text(domain);
			return host.length >= domain.length && host.substring(host.length - domain.length) === domain;
		},
		localHostOrDomainIs: function localHostOrDomainIs(host, full) {
			return Text(host) === Text(full) || Text(full).lastIndexOf(Text(host) + '.', 0) === 0;
		},
		isResolvable: function isResolvable(host) { return functions.dnsResolve(host) !== null; },
		isResolvableEx: function isResolvableEx(host) { return addressesOf(host).length > 0; },
		dnsResolve: function dnsResolve(host) { return first(addressesOf(host), isOld); },
		dnsResolveEx: function dnsResolveEx(host) { return addressesOf(host).join(';'); },
		myIpAddress: function myIpAddress() { return first(own, isOld) || '127.0.0.1'; },
		myIpAddressEx: function myIpAddressEx() { return own.join(';'); },
		isInNet: function isInNet(host, pattern, mask) {
			var address = /^\d{1,4}(\.\d{1,4}){3}$/.test(host) ? Text(host) : functions.dnsResolve(host);
			if (address === null) return false;
			var bytes = address.split('.');
			for (var i = 0; i < 4; i++) if (bytes[i] > 255) return false;
			return (numberOf(address) & numberOf(mask)) === (numberOf(pattern) & numberOf(mask));
		},
		isInNetEx: function isInNetEx(host, prefix) {
			var range = Text(prefix).split('/'), length = Number(range[1]), list = addressesOf(host);
			var wantedBits = bitsOf(range[0]);
			return first(list, function (address) {
				var bits = bitsOf(address);
				return bits.length === wantedBits.length && bits.slice(0, length) === wantedBits.slice(0, length);
			}) !== null;
		},
		sortIpAddressList: function sortIpAddressList(list) { return list; },
		getClientVersion: function getClientVersion() { return '1.0'; },
		dnsDomainLevels: function dnsDomainLevels(host) { return Text(host).split('.').length - 1; },
		shExpMatch: function shExpMatch(text, pattern) {
			pattern = Text(pattern);
			// Clients replace these three and leave the rest to the regular expression: (a|b) works with them.
			if (!(pattern in patterns)) {
				if (count++ > 20000) { patterns = Object.create(null); count = 0; }
				patterns[pattern] = new Pattern('^' + pattern.replace(/\./g, '\\.').replace(/\*/g, '.*').replace(/\?/g, '.') + '$');
			}
			return patterns[pattern].test(Text(text));
		},
		weekdayRange: function weekdayRange() {
			var args = withoutZone(arguments), days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
			var today = args.isUtc ? new Date().getUTCDay() : new Date().getDay();
			var from = days.indexOf(args[0]), to = args.length > 1 ? days.indexOf(args[1]) : from;
			if (from < 0 || to < 0) return false;
			return from <= to ? from <= today && today <= to : from <= today || today <= to;
		},
		timeRange: function timeRange() {
			var args = withoutZone(arguments), now = new Date();
			var hour = args.isUtc ? now.getUTCHours() : now.getHours();
			var minute = args.isUtc ? now.getUTCMinutes() : now.getMinutes();
			var second = args.isUtc ? now.getUTCSeconds() : now.getSeconds();
			var at = hour * 3600 + minute * 60 + second;
			if (args.length === 1) return hour === Number(args[0]);
			// Clients count the last hour in, and none of them goes over midnight here.
			if (args.length === 2) return args[0] <= hour && hour <= args[1];
			if (args.length === 4) return within(at, args[0] * 3600 + args[1] * 60, args[2] * 3600 + args[3] * 60 + 59);
			if (args.length === 6) {
				return within(at, args[0] * 3600 + args[1] * 60 + Number(args[2]), args[3] * 3600 + args[4] * 60 + Number(args[5]));
			}
			throw new Error('timeRange: wrong number of arguments');
		},
		dateRange: function dateRange() {
			var args = withoutZone(arguments), now = new Date();
			var months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
			var today = args.isUtc
				? [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
				: [now.getFullYear(), now.getMonth(), now.getDate()];
			function read(list) {
				var parts = [null, null, null];
				for (var i = 0; i < list.length; i++) {
					var month = months.indexOf(list[i]);
					if (month >= 0) parts[1] = month;
					else if (Number(list[i]) > 31) parts[0] = Number(list[i]);
					else parts[2] = Number(list[i]);
				}
				return parts;
			}
			var half = args.length === 1 ? args.length : args.length / 2;
			var from = read(args.slice(0, half)), to = args.length === 1 ? from : read(args.slice(half));
			var low = 0, high = 0, at = 0;
			for (var i = 0; i < 3; i++) {
				if (from[i] === null && to[i] === null) continue;
				low = low * 10000 + (from[i] || 0); high = high * 10000 + (to[i] || 0); at = at * 10000 + today[i];
			}
			return within(at, low, high);
		},
		alert: function alert() {}
	};
	function within(value, low, high) { return low <= high ? low <= value && value <= high : low <= value || value <= high; }
	function withoutZone(list) {
		var args = [];
		for (var i = 0; i < list.length; i++) args.push(list[i]);
		if (args[args.length - 1] === 'GMT') { args.pop(); args.isUtc = true; }
		return args;
	}
	for (var name in functions) global[name] = functions[name];
	function tell(reply) { return stringify(bare(reply, null)); }
	define(global, '__ask', bare({value: function (url, host) {
		wanted = bare([], null);
		var find = typeof global.FindProxyForURL === 'function' ? global.FindProxyForURL : global.FindProxyForURLEx;
		if (typeof find !== 'function') return tell({missing: true});
		try {
			var answer = find(url, host), isText = typeof answer === 'string';
			return tell({kind: answer === null ? 'null' : typeof answer, answer: isText ? slice(answer, 0, 4000) : '', wanted: wanted});
		} catch (error) {
			var at = exec(/pac:(\d+)/, error && error.stack), said = error && error.message;
			var what = error && error.name && said !== undefined ? error.name + ': ' + said : Text(error);
			return tell({thrown: slice(what, 0, 400), line: at ? Count(at[1]) : null});
		}
	}}, null));
})`;
