import type * as z from 'zod';
import type {ResourceKey} from '../vocabulary.ts';
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
