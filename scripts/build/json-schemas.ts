import * as z from 'zod';
import {auditSchemaTag, auditShape} from '../../source/audit/shape.ts';
import {diffReportShape, diffSchemaTag} from '../../source/record/diff/diff-report.ts';
import {planReportShape, planSchemaTag} from '../../source/record/plan-report.ts';
import {runSchemaTag, runShape} from '../../source/record/run.ts';
import {surveySchemaTag, surveyShape} from '../../source/record/survey/survey.ts';
import {profileSchemaTag, profileShape} from '../../source/store/profile.ts';

/** A JSON Schema as it is published: the name of its file in `schema/`, and its text. */
type JsonSchemaFile = {readonly fileName: string; readonly text: string};

/**
 * The published JSON Schema files, made from the same shapes that documents are read with. Fields may be added to a report
 * within a version, so none of them closes its objects; those of a profile are closed: what it doesn't know may be a password.
 */
export function writeJsonSchemas(): JsonSchemaFile[] {
	return [
		toJsonSchemaFile('run.schema.json', runSchemaTag, runShape),
		toJsonSchemaFile('plan.schema.json', planSchemaTag, planReportShape),
		toJsonSchemaFile('diff.schema.json', diffSchemaTag, diffReportShape),
		toJsonSchemaFile('survey.schema.json', surveySchemaTag, surveyShape),
		toJsonSchemaFile('audit.schema.json', auditSchemaTag, auditShape),
		toJsonSchemaFile('profile.schema.json', profileSchemaTag, profileShape),
	];
}

/** `tag` is what such documents say in "schema". */
function toJsonSchemaFile(fileName: string, tag: string, shape: z.ZodType): JsonSchemaFile {
	const {$schema, ...schema} = z.toJSONSchema(shape, {target: 'draft-2020-12', io: 'input'});
	const $id = `urn:${tag.replace('/', ':')}`;
	return {fileName, text: `${JSON.stringify({$schema, $id, ...schema}, null, '\t')}\n`};
}
