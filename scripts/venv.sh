#!/usr/bin/env bash
# Makes .venv, or finds it as it should be: `run` holds what running needs, `dev` the tools as well.
#
# A stamp in .venv says which lock was installed, so a second run asks no network. It is written last:
# an environment whose installation was interrupted, or that was made elsewhere, is thrown away.
# It must never install anything that is not in a lock with its hash.
set -euo pipefail
cd "$(dirname "$0")/.."

kind="${1:-run}"
python="${PYTHON:-python3}"
venv=.venv
case "$kind" in
run) lock=requirements.lock ;;
dev) lock=requirements-dev.lock ;;
*)
    echo "usage: scripts/venv.sh run|dev" >&2
    exit 2
    ;;
esac

# Two makes at once must not install into one environment.
exec 9<pyproject.toml
flock 9

stamp_of() { { pwd; cat "$1" pyproject.toml; } | sha256sum | cut -d' ' -f1; }
holds() { [ "$(cat "$venv/.installed-$1" 2>/dev/null)" = "$(stamp_of "$2")" ]; }
works() { "$venv/bin/python" -m pip --version >/dev/null 2>&1; }

if [ -x "$venv/bin/qorgan" ] && [ ! -e "$venv/.installing" ] && "$venv/bin/python" -c '' 2>/dev/null; then
    if holds dev requirements-dev.lock || { [ "$kind" = run ] && holds run requirements.lock; }; then
        exit 0
    fi
fi

if [ -e "$venv" ]; then
    made_in="$(cat "$venv/.made-in" 2>/dev/null || pwd)"
    if [ -e "$venv/.installing" ] || [ "$made_in" != "$(pwd)" ] || ! works; then
        echo "Making .venv anew: an earlier installation was interrupted, or made for another place."
        rm -rf "$venv"
    fi
fi

if [ ! -e "$venv" ]; then
    if ! command -v "$python" >/dev/null; then
        echo "Python is missing. As root: apt install python3 python3-venv" >&2
        exit 1
    fi
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "Qorgan needs Python 3.11 or newer; $python is $("$python" -V). Name another: PYTHON=python3.12 make" >&2
        exit 1
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "Python's venv module is missing. As root: apt install python3-venv" >&2
        exit 1
    fi
    mkdir "$venv"
    touch "$venv/.installing"
    "$python" -m venv "$venv"
fi

touch "$venv/.installing"
rm -f "$venv"/.installed-*
pwd >"$venv/.made-in"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
echo "Installing $(grep -c '^[a-z]' "$lock") packages from $lock ..."
"$venv/bin/python" -m pip install --quiet --require-hashes -r "$lock"
"$venv/bin/python" -m pip install --quiet --no-deps --no-index --no-build-isolation -e .
stamp_of "$lock" >"$venv/.installed-$kind"
rm -f "$venv/.installing"
