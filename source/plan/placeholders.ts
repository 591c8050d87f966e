/** What a placeholder stands for, by its name without the angle brackets; null or empty where it is not known. */
export type PlaceholderValues = {readonly [name: string]: string | null};

/** Fills in `<region>`, `<region-code>` and the like. What has no value stays as it is. */
export function fillPlaceholders(text: string, values: PlaceholderValues): string {
	return text.replace(/<([^<>]+)>/g, (placeholder, name: string) => values[name] || placeholder);
}

/** The names of the placeholders that a text still holds, each once. */
export function openPlaceholders(text: string): readonly string[] {
	return [...new Set([...text.matchAll(/<([^<>]+)>/g)].map(match => match[1] ?? ''))];
}

/** Whether a text still holds a placeholder. */
export function hasOpenPlaceholder(text: string): boolean {
	return /<[^<>]+>/.test(text);
}

/** Whether a pattern is one host: no wildcard, no placeholder. */
export function isConcrete(pattern: string): boolean {
	return !pattern.includes('*') && !hasOpenPlaceholder(pattern);
}
