import {execFileSync} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import fs from 'node:fs';
import {createServer as createPlainServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import path from 'node:path';
import {SelfSubjectAccessReview} from 'kubernetes-models/authorization.k8s.io/v1/SelfSubjectAccessReview';
import {Job} from 'kubernetes-models/batch/v1/Job';
import {ConfigMap} from 'kubernetes-models/v1/ConfigMap';
import {Event} from 'kubernetes-models/v1/Event';
import {Node} from 'kubernetes-models/v1/Node';
import {Pod} from 'kubernetes-models/v1/Pod';
import {Secret} from 'kubernetes-models/v1/Secret';
import {type Cluster, type Controllers, type Stored, startControllers} from './controllers.ts';
import {serveExec} from './exec.ts';
import {serveExecOverSpdy} from './exec-spdy.ts';
import {proxyPath, serveProxy} from './kubectl.ts';

/**
 * A stand-in for the part of the Kubernetes API that a check uses. Every object in it, ours and its own, is held against
 * the published schema; the answers have the shapes of the API's conventions. Behind it, controllers do what those of
 * Kubernetes do with Jobs, as far as a check sees it.
 */
type Model = new (data: never) => {validate(): void};
const kinds: readonly {plural: string; kind: string; group: string; isNamespaced: boolean; model: Model}[] = [
	{plural: 'nodes', kind: 'Node', group: '/api/v1', isNamespaced: false, model: Node},
	{plural: 'pods', kind: 'Pod', group: '/api/v1', isNamespaced: true, model: Pod},
	{plural: 'configmaps', kind: 'ConfigMap', group: '/api/v1', isNamespaced: true, model: ConfigMap},
	{plural: 'secrets', kind: 'Secret', group: '/api/v1', isNamespaced: true, model: Secret},
	{plural: 'events', kind: 'Event', group: '/api/v1', isNamespaced: true, model: Event},
	{plural: 'jobs', kind: 'Job', group: '/apis/batch/v1', isNamespaced: true, model: Job},
];

const token = 's3cr3t-token';

/** An answer that the API gives in place of its own. */
export type Refusal = {
	readonly method: string;
	readonly path: RegExp;
	/** How often; unless given, always. */
	times?: number;
	readonly status: number;
	readonly reason?: string;
	readonly message?: string;
	readonly headers?: {readonly [name: string]: string};
	/** The connection breaks in place of an answer. */
	readonly breaks?: boolean;
};

export type StandIn = {
	readonly port: number;
	/** Requests, as `METHOD /path`, in the order in which they came. */
	readonly calls: readonly string[];
	/** Everything that is there of a kind, as `namespace/name`. */
	names(plural: string): readonly string[];
	objects(plural: string): readonly Stored[];
	/** Every object that was ever created of a kind. */
	readonly created: readonly Stored[];
	refuse(refusal: Refusal): void;
	/** Lets seconds of the deadlines of Jobs go by at once. */
	readonly pass: Controllers['pass'];
	/** Writes a kubeconfig with a login by a plugin. @returns its path */
	writeKubeconfig(folder: string, apiVersion: string): string;
	close(): Promise<void>;
};

export type StandInOptions = {
	readonly isTls?: boolean;
	readonly nodes?: readonly object[];
	/** Of kube-system: what runs on every node. */
	readonly daemonImage?: string;
	readonly podSecurity?: {readonly [namespace: string]: 'privileged' | 'baseline' | 'restricted'};
	readonly kubelet: Controllers['kubelet'];
	/** How long a second of the deadlines of Jobs is, in milliseconds. */
	readonly secondMs?: number;
	/** Pods that run, and what they have printed. */
	readonly running?: {readonly namespace: string; readonly names: readonly string[]; readonly log: string};
};

/** A node that is ready, with the labels and the system that are given. */
export function nodeOf(
	name: string,
	labels: {readonly [label: string]: string} = {},
	osImage = 'Ubuntu 22.04.5 LTS',
	isReady = true,
) {
	return {
		apiVersion: 'v1',
		kind: 'Node',
		metadata: {
			name,
			labels: {'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': name, ...labels},
		},
		spec: {},
		status: {
			conditions: [{type: 'Ready', status: isReady ? 'True' : 'False'}],
			nodeInfo: {
				...{architecture: 'amd64', bootID: 'b', containerRuntimeVersion: 'containerd://2.1', kernelVersion: '6.8'},
				...{
					kubeProxyVersion: '',
					kubeletVersion: 'v1.35.2',
					machineID: 'm',
					operatingSystem: 'linux',
					osImage,
					systemUUID: 's',
				},
			},
		},
	};
}

export async function startStandIn(options: StandInOptions): Promise<StandIn> {
	const store = new Map<string, Map<string, Stored>>(kinds.map(({plural}) => [plural, new Map()]));
	const watchers = new Set<{plural: string; matches: (object: Stored) => boolean; response: ServerResponse}>();
	const calls: string[] = [];
	const created: Stored[] = [];
	const refusals: Refusal[] = [];
	let version = 1;
	const allOf = (plural: string) => [...(store.get(plural)?.values() ?? [])];
	const keyOf = ({metadata}: Stored) => `${metadata.namespace ?? ''}/${metadata.name}`;
	const emit = (plural: string, type: string, object: Stored) => {
		for (const watcher of watchers) {
			if (watcher.plural === plural && watcher.matches(object)) {
				watcher.response.write(`${JSON.stringify({type, object})}\n`);
			}
		}
	};
	const validate = (plural: string, object: Stored) => {
		const kind = kinds.find(each => each.plural === plural);
		if (kind) new kind.model(object as never).validate();
	};
	const cluster: Cluster = {
		all: allOf,
		get: (plural, key) => store.get(plural)?.get(key),
		add(plural, given, namespace) {
			const object: Stored = structuredClone(given);
			object.metadata.name ??= `${object.metadata.generateName ?? ''}${randomUUID().slice(0, 5)}`;
			if (namespace !== null) object.metadata.namespace = namespace;
			object.metadata.uid = randomUUID();
			object.metadata.creationTimestamp = new Date().toISOString().replace(/\.\d+/, '');
			validate(plural, object);
			object.metadata.resourceVersion = String(++version);
			store.get(plural)?.set(keyOf(object), object);
			created.push(object);
			emit(plural, 'ADDED', object);
			return object;
		},
		update(plural, object) {
			validate(plural, object);
			object.metadata.resourceVersion = String(++version);
			emit(plural, 'MODIFIED', object);
		},
		isWatched: (plural, object) => [...watchers].some(watcher => watcher.plural === plural && watcher.matches(object)),
		remove(plural, object) {
			if (!store.get(plural)?.delete(keyOf(object))) return;
			emit(plural, 'DELETED', object);
			// What the garbage collector does.
			for (const {plural: other} of kinds) {
				for (const each of allOf(other)) {
					const owners = each.metadata.ownerReferences ?? [];
					if (owners.some(({uid}) => uid === object.metadata.uid)) cluster.remove(other, each);
				}
			}
		},
	};
	const controllers = startControllers(cluster, {
		kubelet: options.kubelet,
		podSecurity: options.podSecurity ?? {},
		...(options.secondMs !== undefined && {secondMs: options.secondMs}),
	});
	const nodes = options.nodes ?? [
		nodeOf('node-0', {agentpool: 'a'}),
		nodeOf('node-1', {agentpool: 'b'}),
		nodeOf('node-2', {agentpool: 'b'}),
	];
	for (const node of nodes) cluster.add('nodes', node as Stored, null);
	for (const {metadata} of options.daemonImage === undefined ? [] : allOf('nodes')) {
		const owner = {apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'kube-proxy', uid: 'd', controller: true};
		const spec = {containers: [{name: 'main', image: options.daemonImage}], nodeName: metadata.name};
		const status = {phase: 'Running'};
		const pod = {
			apiVersion: 'v1',
			kind: 'Pod',
			metadata: {name: `kube-proxy-${metadata.name}`, ownerReferences: [owner]},
			spec,
			status,
		};
		cluster.add('pods', pod as unknown as Stored, 'kube-system');
	}

	for (const name of options.running?.names ?? []) {
		const spec = {containers: [{name: 'probe', image: 'a:1'}], nodeName: 'node-0'};
		const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name}, spec, status: {phase: 'Running'}};
		cluster.add('pods', pod as unknown as Stored, options.running?.namespace ?? '');
	}

	const send = (response: ServerResponse, status: number, body: unknown, headers: object = {}) => {
		response.writeHead(status, {'content-type': 'application/json', ...headers});
		response.end(JSON.stringify(body));
	};
	const fail = (response: ServerResponse, code: number, reason: string, message: string, headers: object = {}) =>
		send(
			response,
			code,
			{kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code},
			headers,
		);

	const handle = async (request: IncomingMessage, response: ServerResponse) => {
		const url = new URL(request.url ?? '/', 'http://api');
		const method = request.method ?? 'GET';
		calls.push(
			`${method} ${url.pathname}${url.searchParams.has('watch') ? '?watch' : ''}${url.searchParams.has('dryRun') ? '?dryRun' : ''}`,
		);
		const refusal = refusals.find(
			each => each.method === method && each.path.test(`${url.pathname}${url.search}`) && (each.times ?? 1) > 0,
		);
		if (refusal) {
			if (refusal.times !== undefined) refusal.times -= 1;
			if (refusal.breaks) return void request.socket.destroy();
			return fail(response, refusal.status, refusal.reason ?? '', refusal.message ?? '', refusal.headers);
		}
		if (options.isTls && request.headers.authorization !== `Bearer ${token}`)
			return fail(response, 401, 'Unauthorized', 'Unauthorized');
		if (url.pathname.endsWith('/selfsubjectaccessreviews')) {
			const review = JSON.parse(await bodyOf(request));
			new SelfSubjectAccessReview(review).validate();
			return send(response, 201, {...review, status: {allowed: review.spec.resourceAttributes.resource !== 'secrets'}});
		}
		const [, space] = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(url.pathname) ?? [];
		// kubectl looks whether it is the namespace that is not there.
		if (space) return send(response, 200, {apiVersion: 'v1', kind: 'Namespace', metadata: {name: space}});
		const discovered = discover(url.pathname);
		if (discovered) return send(response, 200, discovered);
		const match = /^(\/api\/v1|\/apis\/batch\/v1)(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?(\/log)?$/.exec(
			url.pathname,
		);
		const [, group, namespace, plural = '', name, log] = match ?? [];
		const kind = kinds.find(each => each.plural === plural && each.group === group);
		if (!kind) return fail(response, 404, 'NotFound', 'the server could not find the requested resource');
		const found = name === undefined ? undefined : cluster.get(plural, `${namespace ?? ''}/${name}`);
		const notFound = () => fail(response, 404, 'NotFound', `${plural} "${name}" not found`);
		if (method === 'POST') {
			const object: Stored = JSON.parse(await bodyOf(request));
			try {
				validate(plural, object);
			} catch (error) {
				return fail(response, 422, 'Invalid', String(error));
			}
			if (cluster.get(plural, `${namespace}/${object.metadata.name}`))
				return fail(response, 409, 'AlreadyExists', `${plural} "${object.metadata.name}" already exists`);
			const refused = plural === 'pods' ? controllers.admit(object, namespace ?? '') : null;
			if (refused) return fail(response, 403, 'Forbidden', refused);
			if (url.searchParams.get('dryRun') === 'All') return send(response, 201, object);
			const added = cluster.add(plural, object, namespace ?? null);
			controllers.onAdded(plural, added);
			return send(response, 201, added);
		}
		if (method === 'DELETE') {
			if (!found) return notFound();
			cluster.remove(plural, found);
			return send(response, 200, {kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success'});
		}
		if (log) {
			if (!found) return notFound();
			response.writeHead(200, {'content-type': 'text/plain'});
			return response.end(options.running?.names.includes(name ?? '') ? options.running.log : controllers.logOf(found));
		}
		if (name !== undefined) return found ? send(response, 200, found) : notFound();
		const matches = matcherOf(url.searchParams, namespace);
		if (url.searchParams.get('watch') === 'true') {
			response.writeHead(200, {'content-type': 'application/json'});
			response.flushHeaders();
			const since = Number(url.searchParams.get('resourceVersion') ?? 0);
			for (const object of allOf(plural)) {
				if (matches(object) && Number(object.metadata.resourceVersion) > since)
					response.write(`${JSON.stringify({type: 'MODIFIED', object})}\n`);
			}
			const watcher = {plural, matches, response};
			watchers.add(watcher);
			response.on('close', () => watchers.delete(watcher));
			return;
		}
		const items = allOf(plural).filter(matches);
		const limit = Number(url.searchParams.get('limit') ?? items.length);
		const start = Number(url.searchParams.get('continue') ?? 0);
		const more = start + limit < items.length ? {continue: String(start + limit)} : {};
		const metadata = {resourceVersion: String(version), ...more};
		return send(response, 200, {
			kind: `${kind.kind}List`,
			apiVersion: group?.split('/').slice(2).join('/'),
			metadata,
			items: items.slice(start, start + limit),
		});
	};
	const listener = (request: IncomingMessage, response: ServerResponse) => {
		const answered =
			request.url === proxyPath
				? bodyOf(request).then(asked => serveProxy(asked, response, listener))
				: handle(request, response);
		answered.catch(error => fail(response, 500, 'InternalError', String(error)));
	};
	const certificate = options.isTls ? makeCertificate() : null;
	const server = certificate ? createTlsServer(certificate, listener) : createPlainServer(listener);
	server.on('upgrade', (request, socket) => {
		calls.push(`EXEC ${new URL(request.url ?? '/', 'http://api').pathname}`);
		if (options.isTls && request.headers.authorization !== `Bearer ${token}`)
			socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
		else if (/^spdy/i.test(request.headers.upgrade ?? '')) serveExecOverSpdy(request, socket);
		else serveExec(request, socket);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;

	return {
		port,
		calls,
		created,
		objects: allOf,
		names: plural => allOf(plural).map(keyOf),
		refuse: refusal => void refusals.push(refusal),
		pass: controllers.pass,
		writeKubeconfig(folder, apiVersion) {
			const login = path.join(folder, `login-${apiVersion}`);
			const credential = {
				kind: 'ExecCredential',
				apiVersion: `client.authentication.k8s.io/${apiVersion}`,
				status: {token},
			};
			fs.writeFileSync(login, `#!/bin/sh\necho '${JSON.stringify(credential)}'\n`, {mode: 0o755});
			const exec = {
				apiVersion: credential.apiVersion,
				command: login,
				...(apiVersion === 'v1' && {interactiveMode: 'Never'}),
			};
			const authority = Buffer.from(certificate?.cert ?? '').toString('base64');
			const config = {
				...{apiVersion: 'v1', kind: 'Config', 'current-context': 'stand-in'},
				clusters: [
					{name: 'k', cluster: {server: `https://127.0.0.1:${port}`, 'certificate-authority-data': authority}},
				],
				users: [{name: 'u', user: {exec}}],
				contexts: [{name: 'stand-in', context: {cluster: 'k', user: 'u', namespace: 'checks'}}],
			};
			const file = path.join(folder, `kubeconfig-${apiVersion}`);
			fs.writeFileSync(file, JSON.stringify(config), {mode: 0o600});
			return file;
		},
		async close() {
			controllers.close();
			server.closeAllConnections();
			await new Promise(resolve => server.close(resolve));
		},
	};
}

/** What kubectl asks for to know the kinds that there are; null: another path. */
function discover(where: string): object | null {
	const group = {name: 'batch', versions: [{groupVersion: 'batch/v1', version: 'v1'}]};
	if (where === '/api') return {kind: 'APIVersions', versions: ['v1']};
	if (where === '/apis') {
		const groups = [{...group, preferredVersion: group.versions[0]}];
		return {kind: 'APIGroupList', apiVersion: 'v1', groups};
	}
	const of = kinds.filter(each => each.group === where);
	if (of.length === 0) return null;
	const verbs = ['create', 'delete', 'get', 'list', 'watch'];
	const resources = of.map(({plural, kind, isNamespaced}) => ({
		name: plural,
		singularName: kind.toLowerCase(),
		namespaced: isNamespaced,
		kind,
		verbs,
	}));
	return {kind: 'APIResourceList', apiVersion: 'v1', groupVersion: where.split('/').slice(2).join('/'), resources};
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const pieces: Buffer[] = [];
	for await (const piece of request) pieces.push(Buffer.from(piece));
	return Buffer.concat(pieces).toString('utf8');
}

function matcherOf(query: URLSearchParams, namespace: string | undefined): (object: Stored) => boolean {
	const pairs = (name: string) =>
		(query.get(name) ?? '')
			.split(',')
			.filter(Boolean)
			.map(text => {
				const [, key = '', operator = '', value = ''] = /^([^!=]+)(!?=)=?(.*)$/.exec(text) ?? [];
				return {key, isSame: operator === '=', value};
			});
	const labels = pairs('labelSelector');
	const fields = pairs('fieldSelector');
	const fieldOf = (object: unknown, way: string) =>
		way.split('.').reduce<unknown>((at, key) => (at as {[key: string]: unknown} | undefined)?.[key], object);
	return object =>
		(namespace === undefined || object.metadata.namespace === namespace) &&
		labels.every(({key, isSame, value}) => (object.metadata.labels?.[key] === value) === isSame) &&
		fields.every(({key, isSame, value}) => (fieldOf(object, key) === value) === isSame);
}

function makeCertificate(): {readonly key: string; readonly cert: string} {
	const folder = fs.mkdtempSync(path.join(fs.realpathSync(process.env.TMPDIR ?? '/tmp'), 'stand-in-'));
	const [key, cert] = [path.join(folder, 'key'), path.join(folder, 'cert')];
	execFileSync(
		'openssl',
		[
			'req',
			'-x509',
			'-newkey',
			'ec',
			'-pkeyopt',
			'ec_paramgen_curve:prime256v1',
			'-nodes',
			'-days',
			'2',
			'-subj',
			'/CN=stand-in',
		].concat([...['-keyout', key, '-out', cert, '-addext', 'subjectAltName=IP:127.0.0.1']]),
		{stdio: 'ignore'},
	);
	const made = {key: fs.readFileSync(key, 'utf8'), cert: fs.readFileSync(cert, 'utf8')};
	fs.rmSync(folder, {recursive: true});
	return made;
}
