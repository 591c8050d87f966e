import fs from 'node:fs';
import path from 'node:path';
import {startPeer} from '../../test/real-peers/helpers/peer.ts';
import type {Tool} from '../types.ts';
import {urlOf} from './curl.ts';

const port = 9115;

/**
 * Prometheus' own prober. It is a server that makes one probe for each request, so curl asks it for all of them at once
 * over plain HTTP on loopback, as Prometheus would; that costs little beside the probes.
 */
export const blackboxExporter: Tool = {
	id: 'blackbox-exporter',
	title: 'prometheus-blackbox-exporter',
	program: 'prometheus-blackbox-exporter',
	refuses: ({hasFailures}) => (hasFailures ? 'it has no second try' : null),
	async prepare(task, folder) {
		const modules = {
			modules: {
				probe: {
					prober: 'http',
					timeout: `${4 * task.timeoutSeconds}s`,
					http: {
						preferred_ip_protocol: 'ip4',
						enable_http2: false,
						follow_redirects: false,
						tls_config: {ca_file: task.rootsFile},
						...(task.proxy !== null && {proxy_url: `http://${task.proxy}`}),
					},
				},
			},
		};
		const configuration = path.join(folder, 'blackbox.yml');
		// JSON is YAML.
		fs.writeFileSync(configuration, JSON.stringify(modules));
		const peer = await startPeer(
			'prometheus-blackbox-exporter',
			() => [`--config.file=${configuration}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
			{port},
		);
		const requests = path.join(folder, 'requests');
		const lines = task.targets.map(target => {
			const query = new URLSearchParams({module: 'probe', target: urlOf(target)});
			return `url = "http://127.0.0.1:${port}/probe?${query}"\n`;
		});
		fs.writeFileSync(requests, lines.join(''));
		return {
			command: ['curl', '--silent', '--noproxy', '*', '--parallel', '--parallel-max', '300', '--config', requests],
			servant: {pid: peer.pid},
			countReached: output => output.split('\n').filter(line => line === 'probe_success 1').length,
			stop: () => peer.stop(),
		};
	},
};
