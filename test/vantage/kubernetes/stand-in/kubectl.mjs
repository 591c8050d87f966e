// A stand-in for kubectl, with what place.ts does before: it passes requests on to the API server of the test at
// STAND_IN_PORT, lets through what its allow-list allows, and says what kubectl says where it fails (STAND_IN_SAYS).
import process from 'node:process';

// It is started a hundred times, mostly for what needs neither: they are two thirds of what a start costs.
const spawn = (...given) => process.getBuiltinModule('node:child_process').spawn(...given);
const http = () => process.getBuiltinModule('node:http');

const words = process.argv.slice(2);
const flag = name => words.find(word => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const fail = text => {
	process.stderr.write(`${text}\n`);
	process.exit(1);
};
const says = process.env.STAND_IN_SAYS ?? '';

// Inside a pod there is no context to name; anywhere else whoever changes the current one sends no call elsewhere.
if (!says.startsWith('config: ') && flag('context') === undefined) fail('no context was named');

if (words.includes('proxy')) {
	if (says.startsWith('proxy: ')) fail(says.slice(7));
	const allowed = (flag('accept-paths') ?? '').split(',').map(text => new RegExp(text));
	const rejected = new RegExp(flag('reject-methods') ?? '$^');
	const {createServer, request} = http();
	const server = createServer((incoming, outgoing) => {
		const {pathname} = new URL(incoming.url ?? '/', 'http://localhost');
		if (!allowed.some(pattern => pattern.test(pathname)) || rejected.test(incoming.method ?? '')) {
			outgoing.writeHead(403, {'content-type': 'text/plain'}).end('Forbidden');
			return;
		}
		if (says.startsWith('answer: ')) {
			outgoing.writeHead(502, {'content-type': 'text/plain'}).end(says.slice(8));
			return;
		}
		const {method, url, headers} = incoming;
		const onward = request({port: process.env.STAND_IN_PORT, host: '127.0.0.1', method, path: url, headers}, answer => {
			outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
			answer.pipe(outgoing);
		});
		outgoing.on('close', () => onward.destroy());
		onward.on('error', () => outgoing.destroy());
		incoming.pipe(onward);
	});
	const socket = flag('unix-socket');
	server.listen(socket, () => process.stdout.write(`Starting to serve on ${socket}\n`));
} else if (words.includes('exec')) {
	if (says.startsWith('exec: ')) fail(says.slice(6));
	const [command = 'true', ...rest] = words.slice(words.indexOf('--') + 1);
	spawn(command, rest, {stdio: 'inherit'}).on('close', code => process.exit(code ?? 1));
}
