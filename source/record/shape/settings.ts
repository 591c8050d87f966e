import * as z from 'zod';
import {fieldEntries} from '../../settings/fields.ts';
import type {Settings} from '../../settings/types.ts';
import {shapeKit} from '../../shape-kit.ts';

type Shapes = {readonly [key in keyof Settings]: z.ZodType<Settings[key]>};

/** What the user chose, as a report shows it. */
export const settingsShape = z
	.object(Object.fromEntries(fieldEntries.map(([key, row]) => [key, row.report(shapeKit)])) as Shapes)
	.meta({id: 'Settings', description: 'What the user chose; passwords never.'});
