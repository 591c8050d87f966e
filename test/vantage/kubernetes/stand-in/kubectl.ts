import {createServer, type IncomingMessage, type RequestListener, type ServerResponse} from 'node:http';

/** Where a stand-in for kubectl asks the stand-in for the API server to be its proxy. */
export const proxyPath = '/stand-in/proxy';

/**
 * What a stand-in for kubectl is: a script, with the tools of this system, since a Node costs fifty times as much to start.
 * A plugin for its login outlives it with its stream of errors; it says what kubectl says where it fails (STAND_IN_SAYS).
 * Its proxy is served by the API server of the test at STAND_IN_PORT, for as long as it asks there: until it is ended.
 */
export const kubectl = `#!/bin/sh
fail() { printf '%s\\n' "$1" >&2; exit 1; }
case $STAND_IN_SAYS in 'a plugin waits') sleep 60 </dev/null >/dev/null & esac
context= command=
for word; do
	case $word in
		--) break ;;
		--context=*) context=\${word#*=} ;;
		config | proxy | exec) command=\${command:-$word} ;;
	esac
done
case $STAND_IN_SAYS in "$command: "*) fail "\${STAND_IN_SAYS#*: }" ;; esac
if [ "$command" = config ]; then
	: "\${context:=stand-in}"
	contexts='[{"name": "%s", "context": {"cluster": "k", "user": "u", "namespace": "checks"}}]'
	clusters='[{"name": "k", "cluster": {"server": "https://api.example:6443"}}]'
	printf '{"kind": "Config", "current-context": "%s", "contexts": '"$contexts"', "clusters": '"$clusters"'}' "$context" "$context"
	exit
fi
# Inside a pod there is no context to name; anywhere else whoever changes the current one sends no call elsewhere.
case $STAND_IN_SAYS in 'config: '*) ;; *) [ "$context" ] || fail 'no context was named' ;; esac
case $command in
	proxy)
		asked=$(printf '%s\\n' "$STAND_IN_SAYS" "$@")
		exec curl -q -sfN --noproxy '*' --data-binary "$asked" "http://127.0.0.1:$STAND_IN_PORT${proxyPath}"
		;;
	exec)
		while [ "$1" != -- ]; do shift; done
		shift
		exec "$@"
		;;
esac
`;

/** Does for a stand-in for kubectl what `kubectl proxy` does: lets through what its allow-list allows. */
export function serveProxy(asked: string, response: ServerResponse, onward: RequestListener): void {
	const [says = '', ...words] = asked.split('\n');
	const flag = (name: string) => words.find(word => word.startsWith(`--${name}=`))?.slice(name.length + 3);
	const allowed = (flag('accept-paths') ?? '').split(',').map(text => new RegExp(text));
	const rejected = new RegExp(flag('reject-methods') ?? '$^');
	const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
		const {pathname} = new URL(incoming.url ?? '/', 'http://localhost');
		if (!allowed.some(pattern => pattern.test(pathname)) || rejected.test(incoming.method ?? '')) {
			outgoing.writeHead(403, {'content-type': 'text/plain'}).end('Forbidden');
		} else if (says.startsWith('answer: ')) {
			outgoing.writeHead(502, {'content-type': 'text/plain'}).end(says.slice(8));
		} else onward(incoming, outgoing);
	});
	response.on('close', () => {
		server.closeAllConnections();
		server.close();
	});
	const socket = flag('unix-socket');
	server.listen(socket, () => response.write(`Starting to serve on ${socket}\n`));
}
