#!/usr/bin/env bash
# Runs the benchmark in namespaces of its own: nothing it sends can leave them, and servers, addresses and temporary
# files are gone when it ends. Needs root, Linux, and the programs that bench/main.ts asks for. Arguments go to that.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(id -u)" != 0 ] || ! command -v unshare >/dev/null; then
	echo 'The benchmark needs root on Linux, for network namespaces of its own: sudo npm run bench' >&2
	exit 1
fi

exec unshare --net --mount --pid --fork --kill-child --mount-proc bash -euo pipefail -c '
	ip link set lo up
	mount -t tmpfs tmpfs /run
	mount -t tmpfs tmpfs /dev/shm
	mkdir -p /run/netns /run/home
	mkdir -m 1777 /run/tmp
	# What the lab writes there is what every program asks.
	echo "nameserver 127.0.0.1" >/run/resolv.conf
	mount --bind /run/resolv.conf /etc/resolv.conf
	for name in http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY NODE_EXTRA_CA_CERTS NODE_OPTIONS; do unset "$name"; done
	export ARC_NETCHECK_BENCH=1 TMPDIR=/run/tmp HOME=/run/home
	# The Node of the development dependencies: the benchmark is written in TypeScript, which it runs as it is.
	export PATH="$PWD/node_modules/.bin:$PATH"
	exec node bench/main.ts "$@"
' bench "$@"
