// An OCI image archive of the Linux binaries: no shell, no package manager, a user without rights. Made with `tar` alone.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {
	chmodSync,
	copyFileSync,
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {rootCertificates} from 'node:tls';
import {gzipSync} from 'node:zlib';
import type {Architecture} from './packages.ts';

/** What Node links, and what the C library loads by itself to look names up. */
const libraries = [
	...['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'libgcc_s.so.1', 'libstdc++.so.6', 'libresolv.so.2'],
	...['libnss_dns.so.2', 'libnss_files.so.2'],
];

const machines = {
	x64: {
		folder: '/lib/x86_64-linux-gnu',
		into: 'lib/x86_64-linux-gnu',
		loader: 'lib64/ld-linux-x86-64.so.2',
		oci: 'amd64',
		packages: ['libc6', 'libgcc-s1', 'libstdc++6'],
	},
	arm64: {
		folder: '/usr/aarch64-linux-gnu/lib',
		into: 'lib',
		loader: 'lib/ld-linux-aarch64.so.1',
		oci: 'arm64',
		packages: ['libc6-arm64-cross', 'libgcc-s1-arm64-cross', 'libstdc++6-arm64-cross'],
	},
} as const;

/** The user of the image, as distroless images have it. */
const user = 65_532;

export type ImageOptions = {
	readonly version: string;
	/** Seconds since 1970. */
	readonly epoch: number;
	readonly programs: {readonly [architecture in Architecture]?: string};
	readonly licences: string;
};

/** Whether this machine has the libraries for an architecture. */
export function hasLibraries(architecture: Architecture): boolean {
	return existsSync(path.join(machines[architecture].folder, 'libstdc++.so.6'));
}

/** Debian's packages that the libraries come from, with their versions. */
export function libraryPackages(architecture: Architecture) {
	return machines[architecture].packages.map(name => {
		const version = execFileSync('dpkg-query', ['--show', `--showformat=\${Version}`, name], {encoding: 'utf8'});
		return {name, version, purl: `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}`};
	});
}

function layOutRoot(root: string, architecture: Architecture, program: string, {licences}: ImageOptions): void {
	const {folder, into, loader, packages} = machines[architecture];
	rmSync(root, {recursive: true, force: true});
	const put = (name: string, text: string) => {
		mkdirSync(path.dirname(path.join(root, name)), {recursive: true});
		writeFileSync(path.join(root, name), text, {mode: 0o644});
	};
	put('etc/passwd', `root:x:0:0:root:/:/sbin/nologin\nnonroot:x:${user}:${user}:nonroot:/home/nonroot:/sbin/nologin\n`);
	put('etc/group', `root:x:0:\nnonroot:x:${user}:\n`);
	put('etc/nsswitch.conf', 'hosts: files dns\n');
	put('usr/share/doc/arc-netcheck/copyright', licences);
	for (const name of packages) {
		put(`usr/share/doc/${name}/copyright`, readFileSync(`/usr/share/doc/${name}/copyright`, 'utf8'));
	}
	// Those of Node, since a machine that builds may trust others beside them.
	put('etc/ssl/certs/ca-certificates.crt', `${rootCertificates.join('\n')}\n`);
	mkdirSync(path.join(root, 'usr/bin'), {recursive: true});
	copyFileSync(program, path.join(root, 'usr/bin/arc-netcheck'));
	chmodSync(path.join(root, 'usr/bin/arc-netcheck'), 0o755);
	mkdirSync(path.join(root, into), {recursive: true});
	for (const name of libraries) {
		copyFileSync(realpathSync(path.join(folder, name)), path.join(root, into, name));
		chmodSync(path.join(root, into, name), 0o755);
	}
	mkdirSync(path.dirname(path.join(root, loader)), {recursive: true});
	copyFileSync(realpathSync(path.join(folder, path.basename(loader))), path.join(root, loader));
	chmodSync(path.join(root, loader), 0o755);
	mkdirSync(path.join(root, 'tmp'));
	chmodSync(path.join(root, 'tmp'), 0o1777);
	mkdirSync(path.join(root, 'home/nonroot'), {recursive: true});
	// Any user may be given to it, and each has to have room.
	chmodSync(path.join(root, 'home/nonroot'), 0o1777);
}

function pack(folder: string, file: string, epoch: number): void {
	const flags = ['--sort=name', `--mtime=@${epoch}`, '--owner=0', '--group=0', '--numeric-owner', '--format=ustar'];
	execFileSync('tar', [...flags, '-C', folder, '-cf', file, '.']);
}

const digestOf = (data: Buffer) => `sha256:${createHash('sha256').update(data).digest('hex')}`;

/** Writes the archive, with an entry for each architecture of which there is a program, and returns its name. */
export function buildImage(folder: string, work: string, options: ImageOptions): string {
	const {version, epoch, programs} = options;
	const layout = path.join(work, 'oci');
	rmSync(layout, {recursive: true, force: true});
	mkdirSync(path.join(layout, 'blobs/sha256'), {recursive: true});
	const created = new Date(epoch * 1000).toISOString().replace('.000', '');
	const store = (data: Buffer, mediaType: string) => {
		const digest = digestOf(data);
		writeFileSync(path.join(layout, 'blobs', digest.replace(':', '/')), data);
		return {mediaType, digest, size: data.length};
	};
	const storeJson = (value: unknown, kind: string) =>
		store(Buffer.from(JSON.stringify(value)), `application/vnd.oci.image.${kind}+json`);
	const labels = {
		'org.opencontainers.image.title': 'arc-netcheck',
		'org.opencontainers.image.version': version,
		'org.opencontainers.image.licenses': 'MIT',
	};
	const manifests = (Object.entries(programs) as [Architecture, string][]).map(([architecture, program]) => {
		const root = path.join(work, `root-${architecture}`);
		layOutRoot(root, architecture, program, options);
		const layer = path.join(work, 'layer.tar');
		pack(root, layer, epoch);
		const plain = readFileSync(layer);
		const platform = {architecture: machines[architecture].oci, os: 'linux'};
		const config = storeJson(
			{
				created,
				...platform,
				config: {
					User: `${user}:${user}`,
					Env: ['PATH=/usr/bin', 'HOME=/home/nonroot', 'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'],
					Entrypoint: ['/usr/bin/arc-netcheck'],
					WorkingDir: '/home/nonroot',
					Labels: labels,
				},
				rootfs: {type: 'layers', diff_ids: [digestOf(plain)]},
				history: [{created, created_by: 'arc-netcheck'}],
			},
			'config.v1',
		);
		const layers = [store(gzipSync(plain, {level: 9}), 'application/vnd.oci.image.layer.v1.tar+gzip')];
		const mediaType = 'application/vnd.oci.image.manifest.v1+json';
		const manifest = storeJson({schemaVersion: 2, mediaType, config, layers, annotations: labels}, 'manifest.v1');
		rmSync(root, {recursive: true});
		rmSync(layer);
		return {...manifest, platform};
	});
	const annotations = {
		'org.opencontainers.image.ref.name': version,
		'io.containerd.image.name': `localhost/arc-netcheck:${version}`,
	};
	const index = storeJson(
		{schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests},
		'index.v1',
	);
	writeFileSync(path.join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
	writeFileSync(
		path.join(layout, 'index.json'),
		JSON.stringify({schemaVersion: 2, manifests: [{...index, annotations}]}),
	);
	const name = `arc-netcheck-${version}-image.tar`;
	pack(layout, path.join(work, name), epoch);
	cpSync(path.join(work, name), path.join(folder, name));
	rmSync(path.join(work, name));
	rmSync(layout, {recursive: true});
	return name;
}
