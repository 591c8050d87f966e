// A process that saves profiles, for tests that need several of them: FOLDER PREFIX COUNT MARK. With a COUNT of 0 it
// saves the one profile PREFIX over and over, each time longer or shorter than before, until it is killed.
import process from 'node:process';
import {writeProfileFile} from '../../source/store/profile-files.ts';
import {sampleProfile} from './sample-profile.ts';

/** Long enough that to write it takes several steps. */
const filler = (round: number, mark: string) => `.${mark}-${round}.example,`.repeat(500 + (round % 7) * 700);

const [folder = '', prefix = '', count = '0', mark = ''] = process.argv.slice(-4);
const save = (name: string, round: number) => {
	const proxy = {source: 'none', https: null, http: null, noProxy: filler(round, mark)} as const;
	writeProfileFile(folder, sampleProfile(name, {proxy}), {isExclusive: false});
	process.stdout.write(`${round}\n`);
};
if (count === '0') for (let round = 0; ; round++) save(prefix, round);
for (let round = 0; round < Number(count); round++) save(`${prefix}${round}`, round);
