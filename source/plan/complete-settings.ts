import {findRegion} from '../catalog/regions.ts';
import type {Catalog} from '../catalog/types.ts';
import {UsageError} from '../errors.ts';
import {flagNames} from '../settings/setting-names.ts';
import type {Settings, SettingsDraft} from '../settings/types.ts';
import type {CloudId} from '../vocabulary.ts';
import {checkSettings} from './check-settings.ts';

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
