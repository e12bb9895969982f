"""Which words are given names, and whose: the lists, read once, by canonical form.

Kazakh and Russian given names: airlock-pii (Apache-2.0, LICENSE and NOTICE beside the lists), written there
from general knowledge and not from any register; a few hundred more Kazakh names were written here likewise.
"""

from __future__ import annotations

import re

from qorgan.identity.names.repair import repair
from qorgan.identity.names.spelling import canonical
from qorgan.identity.names.tables import lines

_BRACKETS = re.compile(r"\(.*?\)")
_SECTIONS = {"male": "m", "female": "f", "short": ""}


def _read(name: str) -> tuple[dict[str, str], dict[str, str]]:
    """For each canonical form its sex, and the canonical form of the spelling that its line begins with."""
    sexes: dict[str, set[str]] = {}
    first: dict[str, str] = {}
    sex = ""
    for line in lines(name):
        if line.startswith("["):
            sex = _SECTIONS[line.strip("[] \n")]
            continue
        forms = [canonical(repair(form.strip()))[0] for form in _BRACKETS.sub("", line).split(",")]
        for form in forms:
            sexes.setdefault(form, set()).add(sex)
            first.setdefault(form, forms[0])
    return {form: "".join(found) if len(found) == 1 else "" for form, found in sexes.items()}, first


_KAZAKH, _KAZAKH_FIRST = _read("given_names_kk.txt")
_RUSSIAN, _RUSSIAN_FIRST = _read("given_names_ru.txt")
_MORE, _ = _read("given_names_more.txt")
SEXES: dict[str, str] = {**_RUSSIAN, **_MORE, **_KAZAKH}
OTHER_SPELLINGS: dict[str, str] = {**_RUSSIAN_FIRST, **_KAZAKH_FIRST}
