import process from 'node:process';

// The tests decide what is trusted, which proxy is used and how colours come out; the machine they run on must not.
for (const name of Object.keys(process.env)) {
	if (/^(https?|all|no)_proxy$/i.test(name)) delete process.env[name];
}
for (const name of [
	'NODE_EXTRA_CA_CERTS',
	'NODE_TLS_REJECT_UNAUTHORIZED',
	'NODE_USE_SYSTEM_CA',
	'NODE_USE_ENV_PROXY',
]) {
	delete process.env[name];
}
