import type {Requirement} from '../../../catalog/types.ts';
import {UsageError} from '../../../errors.ts';
import {selectRequirements} from '../../../plan/requirements.ts';
import type {Plan} from '../../../plan/types.ts';
import {parseResourceName} from '../../../settings/resources.ts';
import type {Resources} from '../../../settings/types.ts';
import {type ResourceKey, resourceKeys} from '../../../vocabulary.ts';
import {uniqueOf} from '../../../words.ts';
import {type Answers, featuresOf, findChosenRegion, type StepContext} from './answers.ts';

/** What a person calls each resource, and what to type. */
export const resourceWords: {readonly [key in ResourceKey]: {readonly label: string; readonly hint: string}} = {
	acr: {
		label: 'Registry',
		hint: 'The name of your container registry, such as myregistry. Several are separated by commas.',
	},
	storage: {label: 'Storage', hint: 'The storage account of the workspace, such as mystorage.'},
	vault: {label: 'Key vault', hint: 'The key vault of the workspace, such as my-vault.'},
	workspace: {
		label: 'Workspace ID',
		hint: 'The ID of the ML workspace, not its name: five groups of hexadecimal digits.',
	},
	aks: {label: 'API server', hint: 'The host name of the AKS API server, such as name-12345678.hcp.eastus.azmk8s.io.'},
	gateway: {label: 'Arc gateway', hint: 'The first part of the address of your Arc gateway, before .gw.arc.azure.com.'},
	'region-code': {label: 'Region code', hint: 'The short code in front of .his.arc.azure.com, such as eus for eastus.'},
};

/** The own resources that the chosen features can use. The code of the region only where the catalog does not know it. */
export function usableResources(answers: Answers, context: StepContext): readonly ResourceKey[] {
	const choice = {cloud: answers.cloud, features: featuresOf(answers, context), level: context.level};
	const isOwn = ({id, features}: Requirement) =>
		context.catalog.features.some(
			feature =>
				features.includes(feature.id) && choice.features.includes(feature.id) && !feature.withoutOwn?.includes(id),
		);
	const requirements = selectRequirements(choice, context.catalog).filter(isOwn);
	const region = findChosenRegion(answers, context);
	const isCodeKnown = region !== null && region.arcCode !== null && region.confidence !== 'low';
	return resourceKeys.filter(
		key => !(key === 'region-code' && isCodeKnown) && requirements.some(({resource}) => resource?.key === key),
	);
}

/** The kinds that an answer has opened and that nobody has named yet. */
export function newlyUsable(before: Answers, now: Answers, context: StepContext): readonly ResourceKey[] {
	const known = usableResources(before, context);
	return usableResources(now, context).filter(key => !known.includes(key) && !now.resources[key]?.trim());
}

/** The hosts of a plan that the names of one kind stand for. */
export function ownHosts({targets}: Plan, key: ResourceKey): readonly string[] {
	const own = targets.filter(({requirement, target}) => requirement.resource?.key === key && target?.sampled === false);
	return uniqueOf(own.flatMap(({target}) => (target ? [target.host] : [])));
}

/** Reads the names typed for one kind of resource. Throws a UsageError. */
export function parseResourceNames(key: ResourceKey, text: string): readonly string[] {
	const names = text.split(/[\s,;]+/).filter(name => name !== '');
	const read = [...new Set(names.map(name => parseResourceName(key, name, resourceWords[key].label)))];
	if (key === 'region-code' && read.length > 1) {
		throw new UsageError(`There are ${read.length} codes: a region has one, so leave the other out.`);
	}
	return read;
}

/**
 * The names of all resources that can be used. What was typed for others is left out; what the profile has for them stays
 * as it is, since nobody was asked. Throws a UsageError.
 */
export function readResources(answers: Answers, context: StepContext): Resources {
	const usable = usableResources(answers, context);
	const saved = context.profile?.profile.settings.resources ?? {};
	const read: {[key in ResourceKey]?: readonly string[]} = {};
	for (const key of resourceKeys) {
		const typed = answers.resources[key];
		// Another region takes its code out of the answers.
		const names = usable.includes(key) ? parseResourceNames(key, typed ?? '') : typed === undefined ? [] : saved[key];
		if (names !== undefined && names.length > 0) read[key] = names;
	}
	return read;
}

/** `Registry myregistry, Key vault my-vault`; empty if none is named. */
export function describeResources(answers: Answers, context: StepContext): string {
	return usableResources(answers, context)
		.filter(key => answers.resources[key]?.trim())
		.map(key => `${resourceWords[key].label} ${answers.resources[key]?.trim()}`)
		.join(', ');
}
