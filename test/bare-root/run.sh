#!/usr/bin/env bash
# Runs the journeys with the binary in a root of its own, which holds a shell and the C and C++ libraries from Debian's
# packages, no Node and no npm, and can't be written but for the users' own folders. Needs root, and dist/ with the
# binary (`npm run build:binary`). Arguments go to vitest.
set -euo pipefail
cd "$(dirname "$0")/../.."

exec unshare --net --mount --pid --fork --kill-child --mount-proc bash -euo pipefail -c '
	ip link set lo up
	mount -t tmpfs tmpfs /run
	mkdir -m 1777 /run/tmp
	root=/run/root
	mkdir "$root"
	mount -t tmpfs tmpfs "$root"
	mkdir -p "$root"/{proc,dev,etc,run/tmp,usr/{bin,sbin,lib,lib64}}
	for name in bin sbin lib lib64; do ln -s "usr/$name" "$root/$name"; done
	packages=(libc6 libstdc++6 libgcc-s1 libtinfo6 bash coreutils libacl1 libattr1 libgmp10 libselinux1 libpcre2-8-0)
	dpkg-query --listfiles "${packages[@]}" | sort -u | while read -r file; do
		case $file in /usr/share/* | /etc/*) continue ;; esac
		if [ -f "$file" ] || [ -L "$file" ]; then cp --parents --no-dereference "$file" "$root"; fi
	done
	ln -sf bash "$root/usr/bin/sh"
	printf "root:x:0:0:root:/root:/bin/sh\n" >"$root/etc/passwd"
	cp /etc/hosts "$root/etc/hosts"
	install -m 755 dist/arc-netcheck-linux-x64 "$root/usr/bin/arc-netcheck"
	mount --rbind /dev "$root/dev"
	mount --rbind /proc "$root/proc"
	mount --bind /run/tmp "$root/run/tmp"
	mount -o remount,ro "$root"
	if chroot "$root" /bin/sh -c "command -v node npm"; then
		echo "There is a Node in the bare root" >&2
		exit 1
	fi
	# The same program as the tests see it: started where they start it, with the environment that they give it.
	program=/run/in-bare-root
	printf "#!/bin/bash\nexec /usr/sbin/chroot %s /bin/sh -c %s \"\$PWD\" \"\$@\"\n" "$root" \
		"'\''cd \"\$0\" 2>/dev/null; exec /usr/bin/arc-netcheck \"\$@\"'\''" >"$program"
	chmod 755 "$program"
	export ARC_NETCHECK_PROGRAM="$program" TMPDIR=/run/tmp
	export PATH="$PWD/node_modules/.bin:$PATH"
	"$program" --version
	exec vitest run test/journeys --exclude "**/one-file.test.ts" "$@"
' bare-root "$@"
