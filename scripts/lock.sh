#!/usr/bin/env bash
# Writes the lock files from pyproject.toml, every line with its hashes. UPGRADE=1 takes newer releases.
#
# The locks must never carry a registry's address or a path of the machine that made them, so the
# compiler is told to leave out its header, its index lines and the reasons that name files.
# They are made for the oldest Python we support; a newer one that would need a package they lack
# stops this script instead of failing on somebody's machine.
set -euo pipefail
cd "$(dirname "$0")/.."

uv="${UV:-.venv/bin/uv}"
if [ ! -x "$uv" ]; then
    echo "lock: $uv is missing; run 'scripts/venv.sh dev' first" >&2
    exit 2
fi

compile() {
    UV_PYTHON_DOWNLOADS=never "$uv" pip compile --quiet --python-platform linux --no-header \
        --no-annotate --no-emit-index-url --no-emit-find-links --group build pyproject.toml "$@"
}

compile --python-version 3.11 --generate-hashes ${UPGRADE:+--upgrade} --output-file requirements.lock
compile --python-version 3.11 --generate-hashes ${UPGRADE:+--upgrade} --group dev \
    --constraints requirements.lock --output-file requirements-dev.lock

names() { sed -n 's/^\([a-z0-9._-]*\)==.*/\1/p' "$1" | sort; }

# What Spark needs on top. Half a gigabyte is read for it, so only when it is asked for.
if [ -n "${SPARK:-}" ]; then
    compile --python-version 3.11 --generate-hashes --extra spark --group spark-build \
        --constraints requirements-dev.lock ${UPGRADE:+--upgrade} --output-file requirements-spark.lock \
        $(names requirements-dev.lock | sed 's/^/--no-emit-package /')
    sed -i '/^#/d' requirements-spark.lock
fi
for version in 3.12 3.13 3.14; do
    trial="$(mktemp)"
    compile --python-version "$version" --group dev --constraints requirements-dev.lock >"$trial"
    missing="$(comm -13 <(names requirements-dev.lock) <(names "$trial"))"
    rm -f "$trial"
    if [ -n "$missing" ]; then
        echo "lock: Python $version also needs:" $missing >&2
        exit 1
    fi
done
echo "lock: $(names requirements.lock | wc -l) packages to run, $(names requirements-dev.lock | wc -l) to develop"
