#!/usr/bin/env bash
# Collects every string marked for translation into the catalogues under src/qorgan/web/locale.
set -euo pipefail
cd "$(dirname "$0")/../src/qorgan/web"
mkdir -p locale
env -u DJANGO_SETTINGS_MODULE ../../../.venv/bin/python -m django makemessages \
    --locale en --locale ru --locale kk --no-wrap --add-location file --no-obsolete
