import {
	CiliumClusterwideNetworkPolicy,
	type ICiliumClusterwideNetworkPolicy,
} from '@kubernetes-models/cilium/cilium.io/v2/CiliumClusterwideNetworkPolicy';
import {parseAllDocuments} from 'yaml';

/** The resource, as the package that was made from Cilium's Go types describes it. */
export type Policy = ICiliumClusterwideNetworkPolicy;

/** Reads the one document of a text. Throws where the YAML has an error or makes the parser warn. */
export function readDocument(text: string): unknown {
	const [document, ...rest] = parseAllDocuments(text, {strict: true, version: '1.2'});
	if (!document || !('errors' in document) || rest.length > 0) throw new Error('Not one document');
	const [flaw] = [...document.errors, ...document.warnings];
	if (flaw) throw flaw;
	return document.toJS();
}

/** Why the schema refuses a document; null where it takes it. */
export function refusalOf(document: unknown): string | null {
	try {
		// The constructor copies what it is given, whatever that is; `validate` is what judges it.
		Reflect.construct(CiliumClusterwideNetworkPolicy, [document]).validate();
		return null;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
