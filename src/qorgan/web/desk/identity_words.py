"""Who she is, in words: what was recorded, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from qorgan.identity import phones
from qorgan.web.casework.person import NAME_PARTS


def labels() -> dict[str, str]:
    return {
        "call_me": _("What she wants to be called"),
        "family_name": _("Family name"),
        "given_name": _("First name"),
        "patronymic": _("Patronymic"),
        "name": _("Name"),
        "birth_date": _("Date of birth"),
        "age": _("Age"),
        "iin": _("IIN"),
        "phone": _("Telephone"),
        "region": _("Region or town"),
        "address": _("Address, for the confidential sheet"),
        "reach": _("How to reach her, for the confidential sheet"),
    }


def _day(text: Any) -> str:
    try:
        return date.fromisoformat(str(text)).strftime("%d.%m.%Y")
    except ValueError:
        return str(text)


def identity_in_words(who: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The parts that are on the record; the whole name only where it was not written in parts."""
    names, rows = labels(), []
    in_parts = any(who.get(part) for part in NAME_PARTS)
    for key in [*names, *(k for k in who if k not in names and k != "age_on")]:
        value = who.get(key)
        if value in ("", None) or (key == "name" and in_parts):
            continue
        shown = str(value)
        if key == "birth_date":
            shown = _day(value)
        elif key == "phone":
            shown = phones.written(shown)
        elif key == "age" and who.get("age_on"):
            shown = _("%(age)s, said on %(day)s") % {"age": shown, "day": _day(who["age_on"])}
        rows.append((names.get(key, key.replace("_", " ")), shown))
    return rows
