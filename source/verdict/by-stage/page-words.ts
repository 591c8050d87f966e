import type {HttpEvidence} from '../../evidence/types.ts';

/** What stands in the title of a page that bars the way, or wants a sign-in first. */
const titleWords =
	/\b(?:block(?:ed|ing)?|denied|forbidden|restricted|not allowed|prohibited|web ?filter|content filter|firewall|captive|portal|sign.?in|log.?in|log.?on|authentication|disclaimer|terms of (?:use|service))\b/i;

/** Sentences in which a page says that it stands in place of another. A single word such as "policy" is on any page. */
const bodyWords =
	/\b(?:access|request|site|website|page|url|address|connection|content|category)\b[^.<>]{0,60}\b(?:blocked|denied|restricted|not allowed|prohibited|forbidden)\b|\bweb ?filter|\bcontent filter|\bcaptive portal\b/i;

const passwordField = /<input[^>]{0,200}type\s*=\s*["']?password/i;

/** Whether a page reads like that of a filter or a portal. No evidence on its own: healthy services have such pages too. */
export function readsLikeBarrier({title, body}: Pick<HttpEvidence, 'title' | 'body'>): boolean {
	// What a service says in JSON is its own: such pages are written for people.
	if (/^\s*[[{]/.test(body)) return false;
	return titleWords.test(title ?? '') || bodyWords.test(body) || passwordField.test(body);
}
