#!/usr/bin/env bash
# Runs the checks against real peers in a network namespace of their own: nothing they send can leave it, every port is
# free, and all of it, temporary files included, is gone when they end. Needs root. Arguments go to vitest.
set -euo pipefail
cd "$(dirname "$0")/../.."

exec unshare --net --mount --pid --fork --kill-child --mount-proc bash -euo pipefail -c '
	ip link set lo up
	# The practice internet has the addresses kept for documentation; here they are real ones on loopback.
	ip route add local 203.0.113.0/24 dev lo
	ip -6 route add local 2001:db8::/32 dev lo
	mount -t tmpfs tmpfs /run
	mount -t tmpfs tmpfs /dev/shm
	mkdir -p /run/netns
	mkdir -m 1777 /run/tmp
	printf "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n" >/run/resolv.conf
	mount --bind /run/resolv.conf /etc/resolv.conf
	export ARC_NETCHECK_PEERS=1 TMPDIR=/run/tmp
	# The Node of the development dependencies; the one of the machine may be too old for vitest.
	export PATH="$PWD/node_modules/.bin:$PATH"
	exec vitest run --config vitest.peers.config.ts "$@"
' real-peers "$@"
