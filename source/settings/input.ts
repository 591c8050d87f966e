import type {CloudId, Level} from '../vocabulary.ts';
import type {ParsedProxy} from './proxy-url.ts';
import type {Resources, Settings} from './types.ts';

/** One answer for both schemes: no proxy, what the environment says, or this one. */
export type ProxyChoice = 'none' | 'environment' | ParsedProxy;

/** What the flags of one command line, or the wizard's answers, say; each value is read and checked. What is missing was not said. */
export type SettingsInput = {
	/** The profile whose settings hold where nothing else here was said. */
	readonly profile?: string | undefined;
	readonly cloud?: CloudId | undefined;
	readonly region?: string | undefined;
	readonly features?: readonly string[] | undefined;
	readonly level?: Level | undefined;
	readonly resources?: Resources | undefined;
	readonly requirementsFile?: string | undefined;
	readonly proxy?: ProxyChoice | undefined;
	/** Overrides `proxy` for HTTPS endpoints. */
	readonly httpsProxy?: ParsedProxy | undefined;
	/** Overrides `proxy` for plain HTTP targets. */
	readonly httpProxy?: ParsedProxy | undefined;
	readonly noProxy?: string | undefined;
	readonly caFile?: string | undefined;
	readonly publicRootsFile?: string | undefined;
	readonly dns?: Settings['dns'] | undefined;
	readonly timeoutMs?: number | undefined;
	readonly retries?: number | undefined;
	readonly concurrency?: number | undefined;
	readonly compareDirect?: boolean | undefined;
};

/** Settings in which region, cloud and features may still be open (null); the catalog is needed to fill them in. */
export type SettingsDraft = Omit<Settings, 'cloud' | 'region' | 'features'> & {
	readonly cloud: CloudId | null;
	readonly region: string | null;
	readonly features: readonly string[] | null;
};
