import type * as z from 'zod';
import type {shapeKit} from '../shape-kit.ts';
import type {CloudId, ResourceKey} from '../vocabulary.ts';
import type {fields} from './fields.ts';
import type {ProxyInput} from './proxy-field.ts';
import type {proxySchemes} from './proxy-url.ts';

/** A forward proxy as the settings remember it: never with its password. */
export type ProxyEndpoint = {
	readonly scheme: (typeof proxySchemes)[number];
	readonly host: string;
	readonly port: number;
	readonly username: string | null;
};

export type ProxySettings = {
	/** Where the choice came from. */
	readonly source: 'none' | 'environment' | 'system' | 'given' | 'pac';
	/** The proxy for HTTPS endpoints, or null: direct. */
	readonly https: ProxyEndpoint | null;
	/** The proxy for plain HTTP targets, or null: direct. */
	readonly http: ProxyEndpoint | null;
	/** Comma-separated, as the tools of the field read it. */
	readonly noProxy: string;
};

export type Resources = {readonly [key in ResourceKey]?: readonly string[]};

type Fields = typeof fields;

/** What the user chose. Plain data, without secrets, so that it can be stored and shown. */
export type Settings = {readonly [key in keyof Fields]: z.output<ReturnType<Fields[key]['report']>>};

/** Settings in which region, cloud and features may still be open (null); the catalog is needed to fill them in. */
export type SettingsDraft = {readonly [key in keyof Fields]: Fields[key]['default']};

/** What the flags of one command line, or the wizard's answers, say; each value is read and checked. What is missing was not said. */
export type SettingsInput = ProxyInput & {
	/** The profile whose settings hold where nothing else here was said. */
	readonly profile?: string | undefined;
} & {readonly [key in Exclude<keyof Fields, 'proxy'>]?: NonNullable<Settings[key]> | undefined};

/** Passwords live beside the settings for the length of one run, and are never written. */
export type Secrets = {
	readonly httpsProxyPassword: string | null;
	readonly httpProxyPassword: string | null;
	/** For proxies that a PAC names, by their address. */
	readonly byProxy?: {readonly [proxy: string]: string};
};

/** Environment variables by name, as `process.env` holds them. */
export type Environment = {readonly [name: string]: string | undefined};

export type ShapeKit = typeof shapeKit;

/** A name and a value in words. */
export type NamedText = readonly [name: string, text: string];

/** An option of the command line. */
export type Flag<Value> = {
	/** As the help writes it: `--region <name>`. */
	readonly name: string;
	readonly help: string;
	/** It may come more than once: what it says adds up. */
	readonly isList?: true;
	/**
	 * Reads its argument; without it the text is the value, or true where there is no argument. Throws a UsageError that
	 * names `field`. `before`: what a list came to so far.
	 */
	read?(text: string, field: string, before: Value | undefined): Value;
};

type FactContext = {
	readonly cloud: CloudId;
	titlesOf(features: readonly string[]): readonly string[];
};

/** What follows from any setting. `Draft` is its value while it may still be open (null), for the catalog to fill in. */
export type Field<Value, Draft = Value> = {
	/** What holds where nobody said anything. */
	readonly default: Draft;
	/** For a file of this machine, which a profile names by its whole path: what it is called on a screen. */
	readonly file?: string;
	/** As reports show it, with what it holds of somebody's own. A setting that older reports lack has a default. */
	report(kit: ShapeKit): z.ZodType<Value>;
	/** As a profile may say it; refused are texts that no flag would take. */
	profile(kit: ShapeKit): z.ZodType<Draft>;
	/** For those that another region makes void: the value from what was given and what the profile has. */
	choose?(given: Value | undefined, kept: Draft | undefined, isRegionKept: boolean): Draft;
	/** As a comparison of two runs writes it, always under the same names. */
	words(value: Value): readonly NamedText[];
	/** As a report lists it. `titlesOf` gives features by their titles. */
	facts?(value: Value, around: FactContext): readonly NamedText[];
	/** The flags that give the value again, in a command that repeats the check. */
	readonly retest?: {
		/** Whether it decides on what is probed, or on the way there. */
		readonly decides: 'targets' | 'way';
		words(value: Value): readonly string[];
	};
};

/** Something in the settings that works here, or seems to, and will trip the agents or another tool. Never an error. */
export type LintNote = {
	/** What it is about, as the user knows it: `no_proxy`, `HTTPS_PROXY`, `The CA file`. */
	readonly field: string;
	/** One sentence, without any password. */
	readonly problem: string;
	/** One sentence: what to do. */
	readonly cure: string;
	/** `warning`: something will fail or be ignored; `info`: worth knowing. */
	readonly severity: 'warning' | 'info';
	/** The proxy of a variable that the settings pass over: to blame only where the direct way is closed. */
	readonly passedOver?: string;
};
