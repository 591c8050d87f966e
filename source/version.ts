import packageFile from '../package.json' with {type: 'json'};

/** Name and version of the program, from the one place that states them. */
export const tool = {name: packageFile.name, version: packageFile.version} as const;

/** What `--version` answers. */
export const versionLine = `${tool.name} ${tool.version}`;
