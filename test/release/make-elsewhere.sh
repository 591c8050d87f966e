#!/usr/bin/env bash
# Makes a release as somebody else would: of a clone below another folder, with other rights for new files, in another time
# zone and language. The folder is the first argument, others are for the release; it must come out as one made here.
set -euo pipefail
into=$(realpath -m "$1")
shift
cd "$(dirname "$0")/../.."
git diff --quiet HEAD || { echo 'Commit first: a clone has what is committed, and nothing else.' >&2; exit 2; }
elsewhere=$(mktemp -d "${TMPDIR:-/tmp}/else where.XXXXXX")
trap 'rm -rf "$elsewhere"' EXIT
umask 077
git clone --quiet . "$elsewhere/clone"
cd "$elsewhere/clone"
export TZ=Asia/Kolkata LANG=tr_TR.UTF-8 LC_ALL=C.UTF-8
npm run --silent release -- --dry-run --into "$into" "$@"
