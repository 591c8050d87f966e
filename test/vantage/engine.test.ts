import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {expect, it, onTestFinished} from 'vitest';
import {createRoots} from '../../source/probe/certificates.ts';
import {makeEngine} from '../../source/vantage/engine.ts';
import {lookFrom} from '../../source/vantage/look.ts';
import type {Printed} from '../../source/vantage/point.ts';
import {makeScript, newNonce} from '../../source/vantage/portable/script.ts';
import {planOf} from '../helpers/plan-of.ts';

const plan = planOf([{host: '127.0.0.1', port: 9}], {settings: {timeoutMs: 2000, retries: 0}});
const program = {kind: 'one-file' as const, bytes: Buffer.from('throw new Error("It is never started.");\n')};

it('goes at once with its facts and all they keep, also while a program that they ask hangs', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'engine-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	const [own, tools, other] = ['own', 'tools', 'other'].map(name => path.join(folder, name)) as [
		string,
		string,
		string,
	];
	for (const each of [own, tools, other]) mkdirSync(each);
	const hanging = path.join(folder, 'hanging');
	writeFileSync(
		path.join(tools, 'systemctl'),
		`#!/bin/sh\necho $$ >'${hanging}.part'; mv '${hanging}.part' '${hanging}'; exec sleep 30\n`,
		{mode: 0o755},
	);
	const factsScript = makeScript(plan, new Map(), {nonce: newNonce()});
	writeFileSync(path.join(own, 's'), makeEngine(program, {factsScript, planText: '', stepSeconds: 0}).bytes());
	const child = spawn('sh', [path.join(own, 's')], {
		env: {...process.env, PATH: `${tools}:${process.env.PATH}`, TMPDIR: other},
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	child.stdout.resume();
	const closed = once(child, 'close');
	await expect.poll(() => existsSync(hanging)).toBe(true);
	child.kill('SIGTERM');
	expect(await closed).toEqual([143, null]);
	expect(readdirSync(own).sort()).toEqual(['facts', 'plan', 'program.mjs', 's']);
	expect(readdirSync(other)).toEqual([]);
	try {
		process.kill(Number(readFileSync(hanging, 'utf8')));
	} catch {
		// It has ended by itself.
	}
});

it('that could not be started takes no round from the script that steps in', async () => {
	const rounds: (string | undefined)[] = [];
	const printed: Printed[] = [{text: '', state: null, byProgram: 'failed'}];
	const point = {
		...{name: 'ssh:n1', kind: null, seen: {}},
		async run(script: string) {
			rounds.push(/^ROUND='(\d+)'$/m.exec(script)?.[1]);
			return printed.shift() ?? {text: '', state: null};
		},
	};
	const looking = {roots: createRoots([], () => []), password: null, now: Date.now, program};
	await lookFrom(point, plan, {...looking, signal: new AbortController().signal});
	expect(rounds).toEqual(['1', '1']);
});
