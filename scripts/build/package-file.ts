// The program knows its name and version from package.json; the rest of that file is for those who build it.
import {readFileSync} from 'node:fs';
import type {Plugin} from 'esbuild';

export const packageFilePlugin: Plugin = {
	name: 'package-file',
	setup(bundler) {
		bundler.onLoad({filter: /[\\/]package\.json$/}, ({path}) => {
			if (path.includes('node_modules')) return undefined;
			const {name, version} = JSON.parse(readFileSync(path, 'utf8'));
			return {contents: JSON.stringify({name, version}), loader: 'json'};
		});
	},
};
