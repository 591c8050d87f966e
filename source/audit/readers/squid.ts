import {
	type AccessList,
	anyPort,
	type Condition,
	type Entry,
	type HostItem,
	type ListFile,
	type Place,
	placeOf,
	type Reader,
	type Refusal,
	type Service,
	servicesOf,
} from '../access-list.ts';
import {readExpression, type Work} from '../expression.ts';
import {clientOf, parseHost} from '../hosts.ts';

/**
 * How Squid reads its access list ("acl", "http_access", "include" in squid.conf.documented, and Squid 5.7 itself):
 * - the lines of http_access are asked in order, all names on a line must hold, one of the values of an acl is enough;
 * - where none fits, the opposite of the last line holds; without any line all is denied;
 * - dstdomain: `.example.com` takes example.com and all under it; a `*` is no wildcard; capitals do not matter;
 * - dstdom_regex and url_regex: POSIX extended expressions, with -i without regard for capitals;
 * - HTTPS comes as CONNECT, of which the URL is `host:443`.
 */
export const readSquid: Reader = async (files, {resolve, within = work => work()}) => {
	const reading = readFiles(files);
	for (let step = reading.next(); ; ) {
		if (step.done) return step.value;
		const found = await resolve(step.value.from, step.value.path);
		step = within(() => reading.next(found));
	}
};

/** Reads step by step, and asks in between for the files that are named. */
type Reading<Value> = Generator<{readonly from: string; readonly path: string}, Value, readonly ListFile[] | null>;

function* readFiles(files: readonly ListFile[]): Reading<AccessList> {
	const state = newState();
	for (const file of files) yield* readFile(file, state, 0);
	const entries = state.access.map(({action, place, names}): Entry => {
		return {action, place, conditions: names.map(name => conditionOf(name, state, 0))};
	});
	const last = entries.at(-1);
	return {
		entries,
		otherwise: last?.action === 'deny' ? 'allow' : 'deny',
		exemptions: null,
		...(state.inspects ? {inspection: inspectionOf(state)} : {}),
		refusals: state.refusals,
		notes: state.hasClients
			? ['Conditions on who asks (src, proxy_auth) are taken to fit; --source ADDRESS tests those by address.']
			: [],
		knowsPorts: true,
	};
}

type Acl = {
	readonly type: string;
	readonly conditions: Condition[];
	readonly items: HostItem[];
	/** What it says so far, for all that name it. */
	whole?: readonly Condition[];
};

type State = {
	readonly acls: Map<string, Acl>;
	readonly access: {readonly action: 'allow' | 'deny'; readonly place: Place; readonly names: readonly string[]}[];
	readonly bump: {readonly action: string; readonly place: Place; readonly names: readonly string[]}[];
	readonly refusals: Refusal[];
	expressions: number;
	/** Of all of them together. */
	readonly work: Work;
	files: number;
	inspects: boolean;
	hasClients: boolean;
};

const mostFiles = 200;
const deepest = 16;
/** Each is tried on some hundred names. */
const mostExpressions = 500;
const mostWork = 5_000_000;
/** Of one acl, besides its hosts: lines of ports, methods and clients. */
const mostConditions = 2000;

const method = (...protocols: readonly ('https' | 'http')[]): Condition =>
	servicesOf(...protocols.map((protocol): Service => ({protocol, ...anyPort})));
const never: Condition = {kind: 'never'};
const unknown: Condition = {kind: 'unknown'};

/** What Squid defines by itself. Hosts of a service have no addresses of this machine, so that to_localhost never fits. */
function newState(): State {
	const own: [string, string, Condition][] = [
		['all', 'src', {kind: 'client', ranges: ['0.0.0.0/0']}],
		['manager', 'url_regex', never],
		['localhost', 'src', {kind: 'client', ranges: ['127.0.0.1/32', '::1/128']}],
		['to_localhost', 'dst', never],
		['to_linklocal', 'dst', never],
		['CONNECT', 'method', method('https')],
	];
	return {
		acls: new Map(own.map(([name, type, condition]) => [name, {type, conditions: [condition], items: []}])),
		access: [],
		bump: [],
		refusals: [],
		expressions: 0,
		work: {left: mostWork},
		files: 0,
		inspects: false,
		hasClients: false,
	};
}

type Line = {readonly place: Place; readonly words: readonly string[]};

/**
 * Lines without comments; a backslash at the end goes on to the next one. As Squid does (parseOneConfigFile in cache_cf.cc), a
 * line that begins with # is passed over before that, so that it neither goes on nor ends what goes on.
 */
function* linesOf({file, text}: ListFile): Generator<Line> {
	const raw = text.replace(/^\uFEFF/, '').split('\n');
	let open: {readonly first: number; text: string} | null = null;
	for (const [index, own] of raw.entries()) {
		const line = own.replace(/\r$/, '');
		const isLast = index === raw.length - 1;
		const isPassedOver = /^[ \t]*(?:#|$)/.test(line);
		if (isPassedOver && !(isLast && open)) continue;
		open ??= {first: index, text: ''};
		const goesOn = !isPassedOver && line.endsWith('\\');
		if (!isPassedOver) open.text += goesOn ? `${line.slice(0, -1)} ` : line;
		if (goesOn && !isLast) continue;
		const words = open.text.trim().split(/[ \t]+/);
		const comment = words.findIndex(word => word.startsWith('#'));
		const kept = comment < 0 ? words : words.slice(0, comment);
		if (kept.length > 0 && kept[0] !== '') yield {place: placeOf(file, open.first + 1, open.text), words: kept};
		open = null;
	}
}

function* readFile(file: ListFile, state: State, depth: number): Reading<void> {
	if (++state.files > mostFiles) return;
	let conditional = 0;
	for (const {place, words} of linesOf(file)) {
		const [directive = '', ...rest] = words;
		const refuse = (why: string) => state.refusals.push({place, why});
		if (directive === 'if') conditional += 1;
		if (directive === 'endif') conditional -= 1;
		if (conditional > 0 || directive === 'endif') {
			if (/^(?:if|acl|http_access|include)$/.test(directive)) refuse('it stands under a condition (if)');
			if (directive === 'http_access') addAccess(rest, place, state, ['?']);
			continue;
		}
		if (directive === 'acl') yield* readAcl(rest, place, state);
		else if (directive === 'http_access') addAccess(rest, place, state);
		else if (directive === 'ssl_bump') {
			state.inspects ||= /^(?:bump|stare|client-first|server-first)$/.test(rest[0] ?? '');
			state.bump.push({action: rest[0] ?? '', place, names: rest.slice(1)});
		} else if (directive === 'include') {
			for (const name of rest) {
				const found = depth < deepest ? yield {from: file.file, path: name.replace(/^"(.*)"$/, '$1')} : null;
				if (found === null) {
					refuse(`the file ${name} is not beside it: put it there`);
					// It may deny anything; a folder such as conf.d is empty on most machines.
					if (!name.includes('*')) addAccess(['deny'], place, state, ['?']);
				}
				for (const one of found ?? []) yield* readFile(one, state, depth + 1);
			}
		} else if (/^(?:adapted_http_access|http_access2|miss_access|http_reply_access)$/.test(directive)) {
			if (!(rest[0] === 'allow' && rest[1] === 'all')) refuse('this directive may deny too, and is not read');
		} else if (!/^[a-z][a-z0-9_]*$/.test(directive)) {
			refuse('no directive of Squid');
		}
	}
}

function addAccess(
	[action, ...names]: readonly string[],
	place: Place,
	state: State,
	more: readonly string[] = [],
): void {
	if (action === 'allow' || action === 'deny') {
		state.access.push({action, place, names: [...names, ...more]});
		return;
	}
	state.refusals.push({place, why: 'neither allow nor deny'});
}

function* readAcl([name, type, ...rest]: readonly string[], place: Place, state: State): Reading<void> {
	const refuse = (why: string, at = place): void => void state.refusals.push({place: at, why});
	if (name === undefined || type === undefined) return refuse('an acl without a name or a type');
	const known = state.acls.get(name);
	if (known !== undefined && known.type !== type) return refuse(`${name} is of the type ${known.type} already`);
	const acl: Acl = known ?? {type, conditions: [], items: []};
	state.acls.set(name, acl);
	if (acl.conditions.length > mostConditions) return refuse(`more than ${mostConditions} lines of ${name}`);
	// What is left out may be anything.
	if (acl.conditions.length === mostConditions) return void acl.conditions.push(unknown);

	const isExpression = type.endsWith('_regex') || type.endsWith('server_name_regex');
	let isCaseless = false;
	let areFlagsOver = false;
	const values: {readonly value: string; readonly at: Place}[] = [];
	for (const word of rest) {
		// In a list of expressions -i and +i hold from there on.
		if (!areFlagsOver && /^-[a-zA-Z]+$|^\+i$/.test(word)) {
			if (word.startsWith('-') && word.includes('i')) isCaseless = true;
			if (word === '+i') isCaseless = false;
			continue;
		}
		if (!isExpression) areFlagsOver = true;
		if (word === '--' && !areFlagsOver) areFlagsOver = true;
		else if (word.startsWith('"')) {
			const path = word.replace(/^"(.*)"$/, '$1');
			const found = yield {from: place.file, path};
			if (found === null) refuse(`the file ${path} is not beside it: put it there`);
			for (const {file, text} of found ?? []) for (const one of valuesOf(file, text)) values.push(one);
			if (found === null) acl.conditions.push(unknown);
		} else values.push({value: word, at: place});
	}
	if (acl.conditions.length === 0 && values.length === 0 && acl.items.length === 0) acl.conditions.push(never);
	addValues(acl, values, {isCaseless, state, refuse});
}

/** Values of a file, one a line. */
function valuesOf(file: string, text: string): {value: string; at: Place}[] {
	return text
		.replace(/^\uFEFF/, '')
		.split('\n')
		.map((line, index) => ({value: line.trim(), at: placeOf(file, index + 1, line)}))
		.filter(({value}) => value !== '' && !value.startsWith('#'))
		.map(({value, at}) => ({value: withoutComment(value), at}));
}

/** What stands before the first # behind a blank. */
function withoutComment(value: string): string {
	for (let at = value.indexOf('#'); at >= 0; at = value.indexOf('#', at + 1)) {
		if (/\s/.test(value[at - 1] ?? '')) return value.slice(0, at).trimEnd();
	}
	return value;
}

type Around = {
	readonly isCaseless: boolean;
	readonly state: State;
	readonly refuse: (why: string, at?: Place) => unknown;
};

function addValues(acl: Acl, values: readonly {value: string; at: Place}[], around: Around): void {
	const {state, refuse} = around;
	const texts = values.map(({value}) => value);
	switch (acl.type) {
		case 'dstdomain':
		case 'ssl::server_name':
			for (const {value, at} of values) {
				const matcher = parseHost(value, {dot: 'with-apex', star: null, hasInner: false});
				if (typeof matcher !== 'string' && matcher.kind !== 'every') acl.items.push({matcher, place: at});
				else refuse(value.includes('*') ? 'Squid takes no * in a dstdomain: write .example.com' : String(matcher), at);
				// A value that is calculated elsewhere may be any host, and a denial of it one of these.
				if (matcher === 'no host name' && !value.includes('*')) acl.conditions.push(unknown);
			}
			return;
		case 'dstdom_regex':
		case 'ssl::server_name_regex':
		case 'url_regex':
		case 'urlpath_regex':
			for (const {value, at} of values) addExpression(acl, value, at, around);
			return;
		case 'port':
			acl.conditions.push(servicesOf(...texts.flatMap(text => portsOf(text) ?? [])));
			for (const {value, at} of values) {
				if (portsOf(value) !== null) continue;
				refuse('no port', at);
				acl.conditions.push(unknown);
			}
			return;
		case 'method':
			acl.conditions.push(methodsOf(texts));
			return;
		case 'proto':
			// What Squid calls the protocol of a tunnel is not told.
			acl.conditions.push({kind: 'any', of: [{kind: 'all', of: [method('https'), unknown]}]});
			if (texts.some(text => text.toLowerCase() === 'http')) acl.conditions.push(method('http'));
			return;
		case 'src': {
			const client = clientOf(texts);
			state.hasClients ||= !client.ranges?.includes('0.0.0.0/0');
			acl.conditions.push(client);
			return;
		}
		case 'proxy_auth':
		case 'proxy_auth_regex':
		case 'ident':
		case 'srcdomain':
		case 'arp':
		case 'eui64':
			state.hasClients = true;
			acl.conditions.push({kind: 'client', ranges: null});
			return;
		case 'any-of':
			acl.conditions.push({kind: 'any', of: texts.map(text => lazyName(text, state))});
			return;
		case 'all-of':
			acl.conditions.push({kind: 'all', of: texts.map(text => lazyName(text, state))});
			return;
		case 'at_step':
			acl.conditions.push({kind: 'client', ranges: ['0.0.0.0/0']});
			return;
		default:
			acl.conditions.push(unknown);
			if (values[0]) refuse(`acls of the type ${acl.type} are not read: what depends on it counts as not allowed`);
	}
}

/** Squid looks up the names of a group where it stands, so they are there already. */
const lazyName = (text: string, state: State): Condition => conditionOf(text, state, 1);

function addExpression(acl: Acl, value: string, at: Place, {isCaseless, state, refuse}: Around): void {
	const expression = ++state.expressions > mostExpressions ? null : readExpression(value, isCaseless, state.work);
	if (expression === null) {
		const many = state.expressions > mostExpressions;
		refuse(many ? `more than ${mostExpressions} expressions` : 'an expression that is not read here', at);
		acl.conditions.push(unknown);
		return;
	}
	const of = acl.type === 'url_regex' ? 'url' : acl.type === 'urlpath_regex' ? 'path' : 'host';
	acl.items.push({matcher: {kind: 'expression', expression, of}, place: at});
}

function portsOf(text: string): Service | null {
	const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
	if (match === null) return null;
	return {protocol: null, from: Number(match[1]), to: Number(match[2] ?? match[1])};
}

/** A request for a page is a GET; the services use others as well, so that one of them alone decides nothing. */
function methodsOf(texts: readonly string[]): Condition {
	const names = texts.map(text => text.toUpperCase());
	const isAll = ['GET', 'HEAD', 'POST'].every(name => names.includes(name));
	const http: Condition[] = isAll
		? [method('http')]
		: names.some(name => ['GET', 'HEAD', 'POST'].includes(name))
			? [{kind: 'all', of: [method('http'), names.includes('GET') ? method('http') : unknown]}]
			: [];
	return {kind: 'any', of: [...(names.includes('CONNECT') ? [method('https')] : []), ...http]};
}

function conditionOf(name: string, state: State, depth: number): Condition {
	const isNegated = name.startsWith('!');
	const acl = state.acls.get(isNegated ? name.slice(1) : name);
	if (acl === undefined || depth > deepest) return unknown;
	const hosts: Condition[] = acl.items.length === 0 ? [] : [{kind: 'hosts', items: acl.items}];
	if (acl.whole?.length !== hosts.length + acl.conditions.length) acl.whole = [...hosts, ...acl.conditions];
	const all = acl.whole;
	const [only] = all;
	if (only === undefined) return {kind: 'never', isNegated};
	return all.length === 1
		? {...only, isNegated: isNegated !== (only.isNegated === true)}
		: {kind: 'any', of: all, isNegated};
}

/**
 * The lines of ssl_bump as a list of what Squid does not decrypt: the first that fits and does not merely look (peek, stare)
 * decides; where none does, it splices after a peek and bumps after a stare ("ssl_bump" in squid.conf.documented).
 */
function inspectionOf(state: State): NonNullable<AccessList['inspection']> {
	const isLooking = ({action}: State['bump'][number]) => action === 'peek' || action === 'stare';
	const entries = state.bump
		.filter(line => !isLooking(line))
		.map(
			({action, place, names}): Entry => ({
				action: action === 'splice' || action === 'none' ? 'allow' : 'deny',
				place,
				conditions: names.map(name => conditionOf(name, state, 0)),
			}),
		);
	return {entries, otherwise: state.bump.findLast(isLooking)?.action === 'stare' ? 'deny' : 'allow'};
}
