#!/usr/bin/env bash
# Adds PySpark to .venv, which `make venv-dev` made; the next `make venv-dev` keeps it, unless a lock changed.
#
# PySpark is published as source only. What builds it is in the same lock and goes first, so that nothing
# is fetched that is not in the lock with its hash.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=requirements-spark.lock
stamp=.venv/.installed-spark
wanted="$(sha256sum "$lock" | cut -d' ' -f1)"
# A .venv that was made anew has lost it, and the stamp with it.
[ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || exit 0

first="$(mktemp)"
trap 'rm -f "$first"' EXIT
awk '/^[^ ]/ { first = /^setuptools==/ } first' "$lock" >"$first"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
echo "Installing PySpark (half a gigabyte; some minutes) ..."
.venv/bin/python -m pip install --quiet --require-hashes -r "$first"
.venv/bin/python -m pip install --quiet --require-hashes --no-build-isolation -r "$lock"
echo "$wanted" >"$stamp"
