import {describe, expect, it} from 'vitest';
import {recognizeServiceDenial} from '../../../source/verdict/fingerprints/service-denials.ts';
import {httpStage} from '../../helpers/sample-evidence.ts';

type Answer = Parameters<typeof httpStage>[0];

const deniedAddress = `{"errors":[{"code":"DENIED","message":"client with IP '198.51.100.7' is not allowed access. Refer https://aka.ms/acr/firewall to grant access."}]}`;
const storage = (code: string) =>
	`\ufeff<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>This request is not authorized to perform this operation.\nRequestId:1</Message></Error>`;
const vault = (inner: string) =>
	`{"error":{"code":"Forbidden","message":"Client address is not authorized.","innererror":{"code":"${inner}"}}}`;

describe('a service that says no by its own network rules', () => {
	it.each<[string, string, Answer]>([
		['Azure Storage', 'its XML', {status: 403, body: storage('AuthorizationFailure')}],
		['Azure Storage', 'its header alone', {status: 403, headers: {'x-ms-error-code': 'AuthorizationFailure'}}],
		[
			'Azure Storage',
			'the JSON of its tables',
			{status: 403, body: '{"odata.error":{"code":"AuthorizationFailure","message":{"lang":"en-US","value":"x"}}}'},
		],
		['Azure Storage', 'for an address', {status: 403, body: storage('AuthorizationSourceIPMismatch')}],
		['Azure Container Registry', 'its JSON', {status: 403, body: deniedAddress}],
		[
			'Azure Container Registry',
			'with blanks in it',
			{status: 403, body: deniedAddress.replace('"code":"', '"code": "')},
		],
		['Azure Key Vault', 'its firewall', {status: 403, body: vault('ForbiddenByFirewall')}],
		['Azure Key Vault', 'its connection', {status: 403, body: vault('ForbiddenByConnection')}],
		[
			'Azure Key Vault',
			'its message',
			{
				status: 403,
				body: '{"error":{"message":"Client address is not authorized and caller is not a trusted service.\\r\\nClient address: 198.51.100.7"}}',
			},
		],
		[
			'Azure Service Bus or Relay',
			'in the status line',
			{status: 401, statusText: 'Ip has been prevented to connect to the endpoint.'},
		],
		[
			'Azure Service Bus or Relay',
			'in its XML',
			{
				status: 403,
				body: '<Error><Detail>Ip has been prevented to connect to the endpoint. TrackingId:1</Detail></Error>',
			},
		],
		[
			'Azure Service Bus or Relay',
			'without public access',
			{status: 401, body: 'Public network access on the namespace is restricted.'},
		],
		['Azure App Service', 'by a header', {status: 403, headers: {'x-ms-forbidden-ip': '198.51.100.7'}}],
		[
			'Azure AI services',
			'by a network rule',
			{
				status: 403,
				body: '{"error":{"code":"AccessDenied","message":"Access denied due to Virtual Network/Firewall rules."}}',
			},
		],
		[
			'Azure Event Grid',
			'by its filter',
			{status: 403, body: 'Publishing to a by client 198.51.100.7 is rejected due to IpAddress filtering rules.'},
		],
		[
			'Azure App Configuration',
			'for an address',
			{status: 403, body: '{"type":"https://azconfig.io/errors/ip-address-rejected","status":403}'},
		],
		[
			'Azure App Configuration',
			'by its perimeter',
			{status: 403, body: '{"type": "https://azconfig.io/errors/nsp-rejected"}'},
		],
		[
			'Azure Cosmos DB',
			'by its firewall',
			{
				status: 403,
				body: '{"code":"Forbidden","message":"Request originated from IP 198.51.100.7 through public internet. This is blocked by your Cosmos DB account firewall settings."}',
			},
		],
		[
			'Azure Machine Learning',
			'by its private link',
			{
				status: 403,
				body: '{"error":{"code":"UserError","message":"Access to workspace was denied based on workspace private link configuration."}}',
			},
		],
		['the Azure service', 'without public access', {status: 403, body: 'Public network access is disabled.'}],
		[
			'Azure Storage',
			'XML with a prefix',
			{
				status: 403,
				body: '<m:error xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><m:code>AuthorizationFailure</m:code></m:error>',
			},
		],
		['Azure Storage', 'a header in capitals', {status: 403, headers: {'x-ms-error-code': 'AUTHORIZATIONFAILURE'}}],
		[
			'Azure Storage',
			'JSON with blanks',
			{status: 403, body: '{ "error" : { "code" : "AuthorizationFailure" , "message" : "x" } }'},
		],
		[
			'Azure Container Registry',
			'with a comma in its sentence',
			{
				status: 403,
				body: '{"errors":[{"code":"DENIED","message":"client with IP \u0027198.51.100.7\u0027 is not allowed access, refer https://aka.ms/acr/firewall to grant access"}]}',
			},
		],
		[
			'Azure Key Vault',
			'without a private link of its own',
			{
				status: 403,
				body: '{"error":{"code":"Forbidden","message":"Connection is not an approved private link and caller was ignored because bypass is not set to \u0027AzureServices\u0027 and PublicNetworkAccess is set to \u0027Disabled\u0027."}}',
			},
		],
		[
			'Azure Key Vault',
			'over the private link of another one',
			{status: 403, body: '{"error":{"message":"This TCP connection does not allow access to a.vault.azure.net."}}'},
		],
		[
			'Azure Service Bus or Relay',
			'over several lines',
			{status: 401, body: '<Error><Detail>Ip has been prevented\n   to connect to the endpoint.</Detail></Error>'},
		],
		[
			'Azure Service Bus or Relay',
			'without public access, as forbidden',
			{status: 403, statusText: 'Public network access on the namespace is restricted. TrackingId:1'},
		],
		[
			'Azure App Service',
			'by its page',
			{
				status: 403,
				body: '<h1>Error 403 - Forbidden</h1><p>The web app you have attempted to reach has blocked your access.</p>',
			},
		],
		[
			'Azure Machine Learning',
			'as a bad gateway',
			{
				status: 502,
				body: '{"error":{"message":"Access to workspace was denied based on workspace private link configuration."}}',
			},
		],
		[
			'Azure Machine Learning',
			'outside of the private link',
			{
				status: 403,
				body: '{"error":{"message":"User is not authorized to access provided resources due to none of the workspaces/registries are accessible from outside of the designated private link.."}}',
			},
		],
		[
			'Azure Monitor',
			'by its perimeter',
			{
				status: 403,
				body: '{"error":{"code":"InsufficientAccessError","innererror":{"code":"NspValidationFailedError","message":"denied"}}}',
			},
		],
		[
			'Azure Monitor',
			'for a workspace',
			{
				status: 403,
				body: "Access to workspace 'w' from '198.51.100.7' is denied. To allow access from public networks, change the workspace Networking settings or add it to a Network Security Perimeter.",
			},
		],
		[
			'Azure Monitor',
			'over a private link',
			{
				status: 403,
				body: '{"error":{"code":"InvalidAccess","message":"Data collection endpoint must be used to access configuration over private link."}}',
			},
		],
		[
			'Azure API Management',
			'without public access',
			{
				status: 403,
				body: '{"statusCode":403,"message":"Request originated from client public IP address 198.51.100.7, public network access on this `Microsoft.ApiManagement/service/a` is disabled."}',
			},
		],
		[
			'the Azure service',
			'without a private endpoint',
			{
				status: 403,
				body: '{"error":{"code":"403","message":"Public access is disabled. Please configure private endpoint."}}',
			},
		],
	])('%s: %s', (service, _how, answer) => {
		expect(recognizeServiceDenial(httpStage(answer))).toBe(service);
	});

	it.each<[string, Answer]>([
		['wants a token', {status: 401, headers: {'www-authenticate': 'Bearer realm="x"'}}],
		['minds a role', {status: 403, body: storage('AuthorizationPermissionMismatch')}],
		['minds a signature', {status: 403, body: storage('AuthenticationFailed')}],
		['is not found', {status: 404, body: storage('ResourceNotFound')}],
		[
			'denies a repository',
			{status: 403, body: '{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}'},
		],
		['minds a policy of a vault', {status: 403, body: vault('AccessDenied')}],
		['says so with another status', {status: 200, body: storage('AuthorizationFailure')}],
		['says nothing', {status: 403}],
		['wants a role in a workspace', {status: 403, body: '{"error":{"code":"InsufficientAccessError"}}'}],
		['has no anonymous access', {status: 409, body: storage('PublicAccessNotPermitted')}],
		['minds a protocol', {status: 400, body: storage('AuthorizationProtocolMismatch')}],
		[
			'names a firewall of somebody else',
			{status: 403, body: 'Your IP address 198.51.100.7 is not allowed by the firewall rules of this network.'},
		],
		['tells of a code in passing', {status: 403, body: '<p>See AuthorizationFailure in the manual</p>'}],
		[
			'wants a claim',
			{status: 401, body: "Unauthorized access. 'Listen' claim(s) are required to perform this operation."},
		],
		['minds a key of a vault', {status: 403, body: vault('ForbiddenByPolicy')}],
	])('is no service that %s', (_what, answer) => {
		expect(recognizeServiceDenial(httpStage(answer))).toBeNull();
	});
});
