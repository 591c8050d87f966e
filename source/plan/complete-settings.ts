import {findRegion, suggestRegions} from '../catalog/regions.ts';
import type {Catalog} from '../catalog/types.ts';
import {UsageError} from '../errors.ts';
import {nearNames} from '../near-names.ts';
import {safeText} from '../safe-text.ts';
import {flagNames, type SettingNames} from '../settings/setting-names.ts';
import type {Settings, SettingsDraft} from '../settings/types.ts';
import type {CloudId} from '../vocabulary.ts';

/**
 * Fills in from the catalog what a draft leaves open, and checks the outcome: the region by its own name, the cloud by
 * the region (public where neither is known), the features that are on by default, and `all` as the features it stands
 * for. Throws a UsageError that names the setting to change, as `names` calls it.
 */
export function completeSettings(draft: SettingsDraft, catalog: Catalog, names = flagNames): Settings {
	if (draft.region === null || draft.region === '') {
		throw new UsageError(
			`No region is given: name the Azure region of your cluster, such as eastus${names.aside('region')}.`,
		);
	}
	const region = findRegion(catalog, draft.region)?.name ?? draft.region;
	const cloud = draft.cloud ?? cloudOf(region, catalog) ?? 'public';
	const features = expandFeatures(draft.features ?? defaultFeatures(cloud, catalog), cloud, catalog);
	const settings = {...draft, cloud, region, features};
	checkSettings(settings, catalog, names);
	return settings;
}

/** The cloud that a region belongs to; null where the catalog doesn't know the region. */
export function cloudOf(region: string, catalog: Catalog): CloudId | null {
	return findRegion(catalog, region)?.cloud ?? null;
}

/** The features of a cloud that are chosen unless the user says otherwise. */
export function defaultFeatures(cloud: CloudId, catalog: Pick<Catalog, 'features'>): readonly string[] {
	return catalog.features
		.filter(feature => feature.isDefault && feature.clouds.includes(cloud))
		.map(feature => feature.id);
}

/** Puts every feature of the cloud in place of `all`, but those that make others unnecessary; each comes once. */
export function expandFeatures(
	chosen: readonly string[],
	cloud: CloudId,
	catalog: Pick<Catalog, 'features'>,
): readonly string[] {
	const all = catalog.features
		.filter(feature => feature.replaces.length === 0 && feature.clouds.includes(cloud))
		.map(feature => feature.id);
	return [...new Set(chosen.flatMap(id => (id === 'all' ? all : [id])))];
}

/** What the catalog has to say about settings. Throws a UsageError that names the setting to change, as `names` calls it. */
export function checkSettings(settings: Settings, catalog: Catalog, names: SettingNames): void {
	checkRegion(settings, catalog, names);
	if (settings.features.length === 0 && settings.requirementsFile === null) {
		throw new UsageError(`No feature is chosen: name at least one, or all${names.aside('features')}.`);
	}
	for (const feature of settings.features) checkFeature(feature, settings, catalog, names);
}

/** A region that the catalog doesn't know is taken where its code is given, since new regions open every year. */
function checkRegion({region, cloud, resources}: Settings, catalog: Catalog, {aside}: SettingNames): void {
	const known = findRegion(catalog, region);
	if (known && known.cloud !== cloud) {
		throw new UsageError(
			`The region ${known.name} belongs to the cloud ${known.cloud}, not ${cloud}: change the cloud or the region${aside('cloud', 'region')}.`,
		);
	}
	if (known) return;
	const isName = /^[a-z][a-z0-9]*$/.test(region);
	if (isName && resources['region-code']?.[0]) return;
	const near = suggestRegions(catalog, region);
	const cure = near.length > 0 ? `use ${near.join(' or ')}` : 'correct it';
	throw new UsageError(
		`The region "${safeText(region, 60)}" is unknown: ${cure}${aside('region')}, or for a region newer than the catalog give its Arc code too${aside('region-code')}.`,
	);
}

function checkFeature(id: string, {cloud}: Settings, catalog: Catalog, {aside}: SettingNames): void {
	const feature = catalog.features.find(known => known.id === id);
	if (!feature) {
		const names = catalog.features.map(known => known.id);
		const near = nearNames(id, [...names, 'all']);
		const cure = near.length > 0 ? `use ${near.join(' or ')}` : `choose from ${names.join(', ')}, or all`;
		throw new UsageError(`The feature "${safeText(id, 60)}"${aside('features')} is unknown: ${cure}.`);
	}
	if (!feature.clouds.includes(cloud)) {
		throw new UsageError(
			`The feature ${id} is not available in the cloud ${cloud}: leave it out${aside('features')}, or change the cloud${aside('cloud')}.`,
		);
	}
}
