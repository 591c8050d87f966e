import process from 'node:process';
import {describeStartups, measureStartup} from '../startup.ts';
import {builtProgram} from '../tools/arc-netcheck.ts';
import type {ExtraSection} from './types.ts';

const rounds = 10;

/** How long the program takes to start, beside a bare Node. */
export async function measureStarts(): Promise<ExtraSection> {
	const {execPath: node} = process;
	const startups = await measureStartup({program: [node, builtProgram], node, rounds});
	return {title: 'Startup', lines: [describeStartups(startups)]};
}
