import {expect, it} from 'vitest';
import {recognizeServiceDenial} from '../../../source/verdict/fingerprints/service-denials.ts';
import {httpStage} from '../../helpers/sample-evidence.ts';

type Answer = Parameters<typeof httpStage>[0];

const storageXml = (code: string) =>
	`\ufeff<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>Text</Message></Error>`;
const vault = (code: string) =>
	`{"error":{"code":"Forbidden","message":"Client address is not authorized","innererror":{"code":"${code}"}}}`;
const registry = (message: string) => `{"errors":[{"code":"DENIED","message":"${message}"}]}`;

it.each<[string, Answer, string | null]>([
	[
		'storage, by its header',
		{status: 403, headers: {'x-ms-error-code': 'AuthorizationFailure'}, body: ''},
		'Azure Storage',
	],
	['storage, by its body', {status: 403, body: storageXml('AuthorizationFailure')}, 'Azure Storage'],
	[
		'a registry',
		{status: 403, body: registry("client with IP '203.0.113.9' is not allowed access.")},
		'Azure Container Registry',
	],
	['a vault behind its firewall', {status: 403, body: vault('ForbiddenByFirewall')}, 'Azure Key Vault'],
	['a vault without public access', {status: 403, body: vault('ForbiddenByConnection')}, 'Azure Key Vault'],
	[
		'a relay',
		{status: 401, body: '<Error><Detail>Ip has been prevented to connect to the endpoint.</Detail></Error>'},
		'Azure Service Bus or Relay',
	],
	[
		'a web app',
		{status: 403, statusText: 'Ip Forbidden', headers: {'x-ms-forbidden-ip': '203.0.113.9'}, body: ''},
		'Azure App Service',
	],
	[
		'a workspace',
		{status: 403, body: '{"error":{"message":"Public network access is disabled for this workspace"}}'},
		'the Azure service',
	],
	['storage without a token', {status: 403, body: storageXml('AuthenticationFailed')}, null],
	[
		'storage without the role',
		{status: 403, headers: {'x-ms-error-code': 'AuthorizationPermissionMismatch'}, body: ''},
		null,
	],
	['a vault without a policy', {status: 403, body: vault('ForbiddenByPolicy')}, null],
	['a vault that only wants a token', {status: 401, body: '{"error":{"code":"Unauthorized"}}'}, null],
	[
		'a registry that denies for want of a scope',
		{status: 401, body: registry('requested access to the resource is denied')},
		null,
	],
	['the words with success', {status: 200, body: vault('ForbiddenByFirewall')}, null],
	['a bare 403', {status: 403, body: ''}, null],
	['a block page', {status: 403, body: '<h1>Access denied</h1> by the firewall of your company'}, null],
])('%s', (_what, answer, service) => {
	expect(recognizeServiceDenial(httpStage(answer))).toBe(service);
});
