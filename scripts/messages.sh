#!/usr/bin/env bash
# Collects every string marked for translation into the catalogues under src/qorgan/web/locale.
# src/qorgan/web/library/locale holds what Wagtail says, not what our sources say: collecting into it would drop
# all of it. scripts/library_messages.py keeps that one.
set -euo pipefail
cd "$(dirname "$0")/../src/qorgan/web"
mkdir -p locale
env -u DJANGO_SETTINGS_MODULE ../../../.venv/bin/python -m django makemessages \
    --locale en --locale ru --locale kk --no-wrap --add-location file --no-obsolete \
    --ignore library/locale
# One layout, whichever gettext collected them: otherwise every run changes lines that say the same.
../../../.venv/bin/python - locale/*/LC_MESSAGES/django.po <<'PYTHON'
import sys

import polib

for path in sys.argv[1:]:
    catalogue = polib.pofile(path, wrapwidth=0)
    catalogue.metadata.pop("Report-Msgid-Bugs-To", None)
    catalogue.save(path)
PYTHON
cd ../../..
.venv/bin/python scripts/review_counts.py --write
.venv/bin/python scripts/law_gaps.py --write
