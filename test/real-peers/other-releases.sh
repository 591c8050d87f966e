#!/usr/bin/env bash
# Makes roots of an older and a newer Debian, with their curl and openssl, from where this machine gets its own packages.
# Without them the tests of the portable probe on those releases say that they are skipped.
set -uo pipefail
folder=/var/cache/arc-netcheck-roots
mkdir -p "$folder"
site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v security | head -1)
for release in bullseye trixie; do
	[ -e "$folder/$release/ready" ] && continue
	rm -rf "${folder:?}/$release"
	if debootstrap --variant=minbase --include=curl,openssl,ca-certificates "$release" "$folder/$release" "$site" >"$folder/$release.log" 2>&1; then
		touch "$folder/$release/ready"
	else
		echo "$release: could not be made, so the portable probe is not held against it"
	fi
done
exit 0
