import type {DialectId} from '../../../allowlists/dialect-ids.ts';
import type {Region} from '../../../catalog/types.ts';
import type {CloudId, ResourceKey} from '../../../vocabulary.ts';

/** The fields of an own proxy, as typed: a half-typed address must survive going back and forth. */
export type OwnProxy = {
	readonly url: string;
	readonly username: string;
	readonly password: string;
	readonly noProxy: string;
	readonly caFile: string;
};

/** What was answered so far. Texts are as typed; the steps check them and `settingsInputFrom` reads them. */
export type Answers = {
	readonly cloud: CloudId;
	/** Null: not answered yet. */
	readonly region: string | null;
	readonly proxyChoice: 'environment' | 'system' | 'none' | 'own';
	readonly ownProxy: OwnProxy;
	/** Ids of the chosen features. Null: not answered yet, so the defaults of the region's cloud stand. */
	readonly features: readonly string[] | null;
	/** Where the probes are made, as `--from` takes it. */
	readonly from: readonly string[];
	/** Names of own resources, separated by commas or blanks. */
	readonly resources: {readonly [key in ResourceKey]?: string};
	/** Where the cluster's traffic comes from, for exported rules: addresses and ranges, separated by commas or blanks. */
	readonly ruleSources: string;
	/** The firewalls and proxies that exported rules are for. */
	readonly ruleDialects: readonly DialectId[];
};

/** What the choice of a region answers: its cloud too, and no longer the code that was typed for another region. */
export function answerRegion(
	{region, resources}: Pick<Answers, 'region' | 'resources'>,
	{name, cloud}: Pick<Region, 'name' | 'cloud'>,
): Partial<Answers> {
	const {'region-code': code, ...others} = resources;
	if (name === region || code === undefined) return {region: name, cloud};
	return {region: name, cloud, resources: others};
}
