/** The way through the wizard, as the header shows it. */
export const stages = ['Region', 'Proxy', 'Features', 'Resources', 'Review', 'Check', 'Report'] as const;
export type Stage = (typeof stages)[number];

/** Where a screen belongs in the header: on the way, or beside it, where profiles are. */
export type Place = Stage | 'Profiles';
