import {auditSchemaTag, auditShape} from '../audit/shape.ts';
import {type JsonSchemaFile, toJsonSchemaFile} from '../json-schema-file.ts';
import {diffReportShape, diffSchemaTag} from '../record/diff/diff-report.ts';
import {planReportShape, planSchemaTag} from '../record/plan-report.ts';
import {runSchemaTag, runShape} from '../record/run.ts';
import {surveySchemaTag, surveyShape} from '../record/survey/survey.ts';

/**
 * The published JSON Schema files of the reports, made from the same shapes that reports are read with. Fields may be
 * added within a version, so none of them closes its objects.
 */
export function writeJsonSchemas(): JsonSchemaFile[] {
	return [
		toJsonSchemaFile('run.schema.json', runSchemaTag, runShape),
		toJsonSchemaFile('plan.schema.json', planSchemaTag, planReportShape),
		toJsonSchemaFile('diff.schema.json', diffSchemaTag, diffReportShape),
		toJsonSchemaFile('survey.schema.json', surveySchemaTag, surveyShape),
		toJsonSchemaFile('audit.schema.json', auditSchemaTag, auditShape),
	];
}
