import fs from 'node:fs';
import {CronJob} from 'kubernetes-models/batch/v1/CronJob';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import manifest from '../../package.json' with {type: 'json'};
import {runCommand} from '../helpers/command.ts';
import {brokenControls} from '../vantage/kubernetes/stand-in/pod-security.ts';

describe('packaging/cronjob.yaml', () => {
	const data = parse(fs.readFileSync('packaging/cronjob.yaml', 'utf8'));
	const spec = data.spec.jobTemplate.spec.template.spec;
	const containers = [...spec.initContainers, ...spec.containers];

	it('is what the API takes', () => {
		expect(() => new CronJob(data).validate()).not.toThrow();
	});

	it('fits Pod Security "restricted", all of its containers', () => {
		expect(brokenControls({...spec, containers}, 'restricted')).toEqual([]);
	});

	it('runs the image of this version', () => {
		for (const {image} of containers) expect(image).toBe(`REGISTRY/arc-netcheck:${manifest.version}`);
	});

	it.each<[name: string, args: readonly string[]]>(containers.map(({name, args}) => [name, args]))(
		'says what the program takes, in %s',
		async (_, args) => {
			// The files are not there, but every word is understood.
			const {stderr} = await runCommand([...args]);
			expect(stderr).not.toMatch(/unknown|error:|too many|--help/);
		},
	);
});
