import * as z from 'zod';
import {diffReportShape, diffSchemaTag} from './diff/diff-report.ts';
import {planReportShape, planSchemaTag} from './plan-report.ts';
import {runReportShape, runSchemaTag} from './run-report.ts';

/** The published JSON Schema files, by name in `schema/`, made from the same shapes that reports are read with. */
const published = [
	{fileName: 'run.schema.json', tag: runSchemaTag, shape: runReportShape},
	{fileName: 'plan.schema.json', tag: planSchemaTag, shape: planReportShape},
	{fileName: 'diff.schema.json', tag: diffSchemaTag, shape: diffReportShape},
];

/** Texts of the schema files. Fields may be added within a version, so none of them closes its objects. */
export function writeJsonSchemas(): {fileName: string; text: string}[] {
	return published.map(({fileName, tag, shape}) => {
		const {$schema, ...schema} = z.toJSONSchema(shape, {target: 'draft-2020-12', io: 'input'});
		return {
			fileName,
			text: `${JSON.stringify({$schema, $id: `urn:${tag.replace('/', ':')}`, ...schema}, null, '\t')}\n`,
		};
	});
}
