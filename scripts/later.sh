#!/usr/bin/env bash
# Runs the program it is given, or says plainly that this part of Qorgan is not written yet.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -f "$1" ]; then
    echo "Not there yet: $1 comes with the work on load. Nothing was measured." >&2
    exit 2
fi
exec .venv/bin/python "$1"
