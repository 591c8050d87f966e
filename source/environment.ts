// The first import of cli.tsx, and the only module that acts when it is imported: what it settles must stand before
// Ink and its colours load, and before a dependency meets a Node that is too old for it.
import process from 'node:process';
import {maskTyped, secretsIn} from './mask-secrets.ts';
import {describeOldNode} from './node-version.ts';

const nodeProblem = describeOldNode(process.versions.node);
if (nodeProblem !== null) {
	process.stderr.write(`${nodeProblem}\n`);
	process.exit(3);
}

const {env, argv, stdout} = process;

// Whoever may list processes reads their command lines. Node lets its own be written over, from here on; on Windows that
// would name the window and hide nothing.
const title = ['arc-netcheck', ...argv.slice(2).map(word => maskTyped(word, secretsIn([word])))].join(' ');
if (process.platform !== 'win32' && title !== ['arc-netcheck', ...argv.slice(2)].join(' ')) process.title = title;

/** Nothing is known of the terminal, or that it can do nothing; on Windows nobody sets TERM. */
const isDumb =
	['', 'dumb', 'unknown'].includes(env.TERM ?? '') && !(process.platform === 'win32' && env.TERM === undefined);

/** A screen reader is in use: it reads lines that stay, and trips over colours and redrawn screens. */
const isAccessible = argv.includes('--accessible') || env.INK_SCREEN_READER === 'true';

/**
 * `--no-color` or `--accessible`, then NO_COLOR (set and not empty, no-color.org), then FORCE_COLOR, then what the terminal can do.
 * Chalk, which Ink uses, knows none of those before FORCE_COLOR, so the decision is handed to it in FORCE_COLOR.
 */
const hasColour = ((): boolean => {
	if (argv.includes('--no-color') || isAccessible) return false;
	if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
	if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
	return stdout.isTTY === true && !isDumb;
})();
if (!hasColour) env.FORCE_COLOR = '0';
// Node warns when both are set, and the decision has been made.
delete env.NO_COLOR;

/** A locale that isn't UTF-8, the Linux console, and dumb terminals get ASCII. An empty locale is left to the terminal. */
const hasUnicode = ((): boolean => {
	if (argv.includes('--ascii') || isDumb || env.TERM === 'linux') return false;
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
	return process.platform === 'win32' || locale === undefined || locale === '' || /utf-?8/i.test(locale);
})();

/** What the terminal can do, settled once. */
export const terminal = {
	hasColour,
	hasUnicode,
	/** The wizard can draw and read keys here. */
	get isInteractive() {
		return process.stdin.isTTY === true && stdout.isTTY === true;
	},
	/** No cursor movement, no animation. */
	isDumb: isDumb || isAccessible,
} as const;
