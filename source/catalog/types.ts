import type {CloudId, Level, ResourceKey} from '../vocabulary.ts';

/** Who must be able to reach the endpoint. Rows of several sides list each of them; an empty list means nobody any more. */
export const scopes = ['cluster', 'jumpbox', 'aks-node', 'browser'] as const;
export type Scope = (typeof scopes)[number];

/** `websocket` is HTTPS plus an upgrade; `udp` rows are listed for rules but can't be probed by TCP. */
export const protocols = ['https', 'http', 'websocket', 'udp'] as const;
export type Protocol = (typeof protocols)[number];

/** Whose certificate the service shows: a publicly trusted one, its own cluster's by design, or one that proves nothing. */
export const trusts = ['public', 'cluster', 'any'] as const;
type Trust = (typeof trusts)[number];

/** `unknown` where no public source says whether the endpoint still lives. */
export const lifecycleStates = ['active', 'renamed', 'retired', 'unknown'] as const;
type Lifecycle = {
	readonly state: (typeof lifecycleStates)[number];
	/** What took its place, or null. */
	readonly replacement: string | null;
};

/** How sure the catalog is of a fact that it took from public material. */
export const sourceConfidences = ['high', 'medium', 'low', 'unknown'] as const;
type SourceConfidence = (typeof sourceConfidences)[number];

/** A public host that is probed for a wildcard while the user's own resource is not known. May hold `<region>`. */
type StandIn = {
	readonly host: string;
	readonly confidence: SourceConfidence;
	readonly source: string;
};

/** One sign in an HTTP answer by which the real service is known. */
export type Proof =
	| {readonly kind: 'header'; readonly name: string; readonly includes?: string | undefined}
	| {readonly kind: 'body-equals'; readonly text: string}
	| {readonly kind: 'body-includes'; readonly text: string}
	| {readonly kind: 'json-array'}
	| {readonly kind: 'json-object'; readonly keys: readonly string[]};

/** What a service needs under a wildcard beside the user's own resource, so that a rule for the own name alone breaks it. */
type Others = {
	/** Ids of the features that need them. */
	readonly features: readonly string[];
	/** One plain sentence: whose they are, and what for. */
	readonly why: string;
};

export const answerBases = ['measured', 'documented', 'inferred', 'unknown'] as const;

/** What the healthy service answers, as far as public sources say. */
export type ExpectedAnswer = {
	/** HTTP statuses of the healthy service. Empty: unknown, so that every status counts. */
	readonly statuses: readonly number[];
	readonly basis: (typeof answerBases)[number];
	/** Any one of these signs proves that the real service answered. */
	readonly proofs: readonly Proof[];
	/** The body is fixed and public: another body is evidence of something in between. */
	readonly fixedBody: boolean;
};

/** One documented line: who needs which host on which port, and why. */
export type Requirement = {
	/** Stable and unique; scripts and saved runs refer to it. */
	readonly id: string;
	readonly clouds: readonly CloudId[];
	/** The host as the documents write it: a name, `*.example.com`, or with `<region>`, `<region-code>`, `<acr>` … */
	readonly pattern: string;
	readonly port: number;
	readonly protocol: Protocol;
	readonly level: Level;
	/**
	 * Ids of the features that need it; choosing any one of them brings the requirement into the plan. Empty for the
	 * user's own requirements, which are part of every plan.
	 */
	readonly features: readonly string[];
	/** One plain sentence: what the host is for. */
	readonly purpose: string;
	/** One plain sentence in the user's terms: what breaks without it. */
	readonly impact: string;
	readonly scope: readonly Scope[];
	readonly trust: Trust;
	readonly lifecycle: Lifecycle;
	/** TLS inspection breaks this service. */
	readonly noInspection: boolean;
	/** A mid-label wildcard once the region is known, `*.hcp.<region>.azmk8s.io`; null where the pattern needs no narrowing. */
	readonly narrowed: string | null;
	/** Which own resource makes the pattern concrete, and how its name becomes a host (`<acr>.azurecr.io`). */
	readonly resource: {
		readonly key: ResourceKey;
		readonly host: string;
		readonly others?: Others | undefined;
	} | null;
	readonly standIns: readonly StandIn[];
	/** The path to ask for; may hold `<region>`. Null for UDP. */
	readonly path: string | null;
	readonly expect: ExpectedAnswer;
	readonly notes: string | null;
	/** The documents that name it, with their dates. */
	readonly sources: readonly string[];
	/** Where to read on: an https URL of the page that names it, of its vendor where there is one. The user's own have none. */
	readonly link?: string | null | undefined;
};

/** A public text that requirements were taken from. */
export type SourceDocument = {
	/** How the data refers to it. */
	readonly id: string;
	/** Its repository and path, or what it is. */
	readonly name: string;
	/** Date of the version that was read, `YYYY-MM-DD`; null where it bears none. */
	readonly date: string | null;
	/** The commit that was read, where that stands in place of a date. */
	readonly commit?: string | undefined;
	/** The page that people read; null where none is known. */
	readonly link: string | null;
};

/** An Azure region, its display name, and the short code that Arc's identity service uses in host names. */
export type Region = {
	readonly name: string;
	readonly displayName: string;
	/**
	 * Where it is, to find it by: the physical location of Microsoft's list of Azure regions, with the city that `az account
	 * list-locations` gives the coordinates of; in ASCII. Null where the name says as much.
	 */
	readonly place: string | null;
	readonly cloud: CloudId;
	/** Can't be derived from the name; null where no public source tells it. */
	readonly arcCode: string | null;
	readonly confidence: SourceConfidence;
	readonly source: string;
	/** Whether Arc-enabled Kubernetes is offered there, by a list of 2025-06-05; not there or null where no list tells. */
	readonly arcKubernetes?: boolean | null | undefined;
	/** The same for Azure Machine Learning, by a list of 2023-09-15. */
	readonly machineLearning?: boolean | null | undefined;
};

/** A workload feature as a person would name it. */
export type Feature = {
	readonly id: string;
	/** A few words, as it stands in a list. */
	readonly title: string;
	/** One line: when one needs it. */
	readonly summary: string;
	/** Chosen unless the user says otherwise. */
	readonly isDefault: boolean;
	/** Features whose endpoints this one makes unnecessary (Arc gateway). Such a feature is not part of `all`. */
	readonly replaces: readonly string[];
	/** Requirements that it needs on a cluster of Arc only, not on AKS by itself. */
	readonly onArcOnly?: readonly string[] | undefined;
	/** Requirements that an Arc gateway carries for it, so that they need not be open beside one. */
	readonly byGateway?: readonly string[] | undefined;
	/** Requirements of which it needs hosts of the vendor, none of the user's own. */
	readonly withoutOwn?: readonly string[] | undefined;
	readonly clouds: readonly CloudId[];
};

export type Catalog = {
	/** Date of the newest fact in the data, `YYYY-MM-DD`. */
	readonly version: string;
	readonly requirements: readonly Requirement[];
	readonly regions: readonly Region[];
	readonly features: readonly Feature[];
	readonly documents: readonly SourceDocument[];
	/** SHA-256 of what it holds, in hexadecimal digits, of one that came from a file; the built-in one has none. */
	readonly checksum?: string | undefined;
};
