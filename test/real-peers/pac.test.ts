import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {buildPlan} from '../../source/plan/build-plan.ts';
import {completeSettings} from '../../source/plan/complete-settings.ts';
import {pacQuestion, parsePacAnswer} from '../../source/plan/pac.ts';
import {createSystemNetwork} from '../../source/probe/system-network.ts';
import {markdownText} from '../../source/report/escape.ts';
import {markdownTable} from '../../source/report/markdown-table.ts';
import {readPac} from '../../source/session/pac/read-pac.ts';
import {askScript} from '../../source/session/pac/sandbox.ts';
import {openSession} from '../../source/session/session.ts';
import {defaultSettings} from '../../source/settings/fields.ts';
import {formatProxy} from '../../source/settings/proxy-url.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import {pacFiles} from './helpers/pac-files.ts';
import {startPeer} from './helpers/peer.ts';

const regions = ['eastus', 'westeurope', 'usgovvirginia'];
/** As pactester is told, and as our sandbox is. */
const own = '10.20.30.40';

/** The URLs of all endpoints of a region, each once. */
function urlsOf(region: string): readonly {readonly url: string; readonly host: string}[] {
	const settings = completeSettings({...defaultSettings, region, features: ['all'], level: 'legacy'}, catalog);
	const questions = buildPlan(settings, catalog).targets.flatMap(row => pacQuestion(row) ?? []);
	return [...new Map(questions.map(question => [question.url, question])).values()];
}

const waysOf = (answer: string) =>
	parsePacAnswer(answer)
		.ways.map(way => (way === null ? 'direct' : formatProxy(way)))
		.join(', ');

describeWithPeers('PAC scripts judged by libpacparser too', ['pactester', 'nginx'], () => {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pac-'));
	afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

	it('give the same routes for all endpoints of three regions', async () => {
		const lines: string[][] = [];
		let different = 0;
		let judged = 0;
		for (const [title, text] of Object.entries(pacFiles)) {
			const file = path.join(folder, 'proxy.pac');
			fs.writeFileSync(file, text);
			const counts: string[] = [];
			const ways = new Set<string>();
			for (const region of regions) {
				const questions = urlsOf(region);
				const list = path.join(folder, 'urls');
				fs.writeFileSync(list, questions.map(({url}) => `${url}\n`).join(''));
				const told = execFileSync('pactester', ['-p', file, '-f', list, '-c', own], {encoding: 'utf8'});
				const theirs = new Map(
					told.split('\n').flatMap(line => {
						const [, url = '', answer = ''] = /^(\S+) : (.*)$/.exec(line) ?? [];
						return url === '' ? [] : [[url, answer] as const];
					}),
				);
				// There is no name server in this namespace, for either of them.
				const outcome = await askScript(text, questions, {known: {}, own: [own]});
				if ('failure' in outcome) throw new Error(`${title}: ${outcome.message}`);
				const wrong = questions.filter(({url}, index) => {
					const reply = outcome.replies[index];
					const ours = reply && 'answer' in reply ? reply.answer : '';
					ways.add(waysOf(ours));
					return waysOf(ours) !== waysOf(theirs.get(url) ?? 'nothing');
				});
				judged += questions.length;
				different += wrong.length;
				counts.push(`${questions.length - wrong.length} of ${questions.length}`);
			}
			lines.push([title, ...counts, String(ways.size)]);
		}
		const table = markdownTable(
			['PAC script', ...regions, 'Different routes'],
			lines.map(line => line.map(markdownText)),
		);
		const page = `# PAC scripts, judged twice

Made by the test run itself (\`test/real-peers/run.sh -u\`); do not edit.

Scripts as companies have them (\`test/real-peers/helpers/pac-files.ts\`) are asked for every endpoint of three regions, by this program
and by libpacparser of Debian (\`pactester\`). Each cell says for how many URLs both name the same ways.

- ${Object.keys(pacFiles).length} scripts, ${judged} answers, ${different} of them different.

${table}
`;
		await expect(page).toMatchFileSnapshot('../../docs/pac-scripts.md');
		expect(different).toBe(0);
	});

	it('come from nginx as they are', async () => {
		const text = pacFiles['the inside goes direct'] ?? '';
		const nginx = await startPeer('nginx', home => ['-e', 'stderr', '-p', home, '-c', `${home}/nginx.conf`], {
			port: 8099,
			files: {
				'proxy.pac': text,
				'nginx.conf': `daemon off; master_process off; pid @FOLDER@/pid; error_log stderr; events {}
				http { access_log @FOLDER@/access.log; client_body_temp_path @FOLDER@/b; proxy_temp_path @FOLDER@/p;
					fastcgi_temp_path @FOLDER@/f; uwsgi_temp_path @FOLDER@/u; scgi_temp_path @FOLDER@/s;
					types { application/x-ns-proxy-autoconfig pac; }
					server { listen 127.0.0.1:8099; root @FOLDER@; location = /moved { return 302 http://127.0.0.1:8099/proxy.pac; } } }`,
			},
		});
		try {
			const session = openSession({environment: {}, keepSecret: () => {}});
			const network = createSystemNetwork({dns: null, timeoutMs: 3000, caPem: null, publicRootsPem: null});
			const signal = new AbortController().signal;
			const get = (page: string) =>
				readPac(`http://127.0.0.1:8099/${page}`, session, async () => ({network, timeoutMs: 3000, signal}));
			expect(await get('proxy.pac')).toBe(text);
			await expect(get('moved')).rejects.toThrow(/which is not followed/);
			await expect(get('gone')).rejects.toThrow(/answers 404/);
			const requests = fs.readFileSync(path.join(nginx.folder, 'access.log'), 'utf8').trim().split('\n');
			expect(requests.map(line => /"(\S+ \S+)/.exec(line)?.[1])).toEqual(['GET /proxy.pac', 'GET /moved', 'GET /gone']);
		} finally {
			await nginx.stop();
		}
	});
});
