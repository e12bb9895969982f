"""The engine's answer in words, for every face: certainty, bodies, terms, sanctions. It decides nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from qorgan import law


def _lang() -> str:
    return (get_language() or "kk")[:2]


def phrase(name: str | None) -> str:
    """A phrase of the law's own data: verdicts, categories, certainties, bodies, sanctions."""
    return law.load().phrase(name, _lang()) if name else ""


def certainty(code: str) -> str:
    """What is said of a rule that is not certain; nothing for one that is."""
    return "" if code == "certain" else phrase(code)


def body(code: str) -> str:
    """Who must act."""
    found = phrase(code)
    return (found[:1].upper() + found[1:]) if found else code


def within(duration: str | None) -> str:
    """An ISO 8601 duration in words; nothing where the law sets no term. A month stays a month."""
    if duration and (whole := phrase(f"within_{duration}")) != f"within_{duration}":
        return whole
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", duration or "")
    if not found:
        return ""
    days, hours, minutes = (int(part or 0) for part in found.groups())
    if days:
        return ngettext("within %(n)d day", "within %(n)d days", days) % {"n": days}
    if hours:
        return ngettext("within %(n)d hour", "within %(n)d hours", hours) % {"n": hours}
    if minutes:
        return ngettext("within %(n)d minute", "within %(n)d minutes", minutes) % {"n": minutes}
    return _("at once")


def sanction(given: Mapping[str, Any]) -> str:
    """One sanction: "arrest up to 25 days", "fine up to 80 MCI (314 560 tenge)", with who bears it."""
    if "for" in given:
        who = phrase(f"for_{given['for']}")
        return f"{sanction({name: value for name, value in given.items() if name != 'for'})} {who}"
    name = phrase(given["kind"])
    for unit in ("mci", "hours", "days", "months", "years"):
        low, high = given.get(f"min_{unit}"), given.get(f"max_{unit}")
        if low is None and high is None:
            continue
        text = f"{name} {_span(unit, low, high)}"
        tenge = given.get("max_tenge")
        return f"{text} ({f'{tenge:,}'.replace(',', ' ')} {phrase('tenge')})" if tenge else text
    return name


def _span(unit: str, low: Any, high: Any) -> str:
    if low == high or low is None and high is None:
        return _count(unit, high)
    if low is None:
        return _("up to %(top)s") % {"top": _count(unit, high)}
    if high is None:
        return _("from %(bottom)s") % {"bottom": _count(unit, low)}
    return _("%(bottom)s to %(top)s") % {"bottom": f"{low:g}", "top": _count(unit, high)}


def _count(unit: str, number: float) -> str:
    n = int(number) if float(number).is_integer() else number
    whole = int(n)
    forms = {
        "mci": ngettext("%(n)s MCI", "%(n)s MCI", whole),
        "hours": ngettext("%(n)s hour", "%(n)s hours", whole),
        "days": ngettext("%(n)s day", "%(n)s days", whole),
        "months": ngettext("%(n)s month", "%(n)s months", whole),
        "years": ngettext("%(n)s year", "%(n)s years", whole),
    }
    return forms[unit] % {"n": n}
