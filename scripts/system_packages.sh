#!/usr/bin/env bash
# Sees to the Debian packages that running (`run`), testing (`test`) or linkage on Spark (`spark`) needs.
# As root it installs the missing ones; otherwise it names them, and stops, but not before running.
set -euo pipefail

run_packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# libatomic1: what drives the browser is built against it, and a small Debian has it not
test_packages="$run_packages chromium libatomic1 fonts-noto-core gettext poppler-utils nginx systemd curl openssl"
spark_packages="openjdk-17-jre-headless"

kind="${1:-}"
case "$kind" in
run) wanted="$run_packages" ;;
test) wanted="$test_packages" ;;
spark)
    # a Java of another origin or a newer one will do
    found="$({ java -version 2>&1 || true; } | sed -n '1s/.*version "\([0-9]*\).*/\1/p')"
    [ "${found:-0}" -lt 17 ] || exit 0
    wanted="$spark_packages"
    ;;
*)
    echo "usage: scripts/system_packages.sh run|test|spark" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian: see to it that the like of these is installed: $wanted" >&2
    exit 0
fi

missing=""
for package in $wanted; do
    status="$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)"
    [ "$status" = installed ] || missing="$missing $package"
done
missing="${missing# }"
[ -n "$missing" ] || exit 0

failed() {
    echo "Missing system packages. As root: apt install $missing" >&2
    if [ "$kind" = run ]; then
        echo "Going on without them: documents (PDF) cannot be made until they are there." >&2
        exit 0
    fi
    exit 1
}

[ "$(id -u)" = 0 ] || failed
echo "Installing system packages: $missing"
export DEBIAN_FRONTEND=noninteractive
log="$(mktemp)"
# What is installed for the tests is not to start: nginx would take this machine's port 80.
policy=/usr/sbin/policy-rc.d
if [ -e "$policy" ]; then
    trap 'rm -f "$log"' EXIT
else
    trap 'rm -f "$log" "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi
# shellcheck disable=SC2086
if ! { apt-get update -q && apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    failed
fi
