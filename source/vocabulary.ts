/** The three Azure clouds whose endpoint names differ. */
export const cloudIds = ['public', 'usgov', 'china'] as const;
export type CloudId = (typeof cloudIds)[number];

/**
 * How badly a requirement is needed, from most to least. `conditional`: a chosen feature needs it;
 * `legacy`: listed once, no longer needed.
 */
export const levels = ['mandatory', 'conditional', 'optional', 'legacy'] as const;
export type Level = (typeof levels)[number];

/** Names of the user's own resources, which turn a wildcard into one concrete host. */
export const resourceKeys = ['acr', 'storage', 'vault', 'workspace', 'aks', 'gateway', 'region-code'] as const;
export type ResourceKey = (typeof resourceKeys)[number];
