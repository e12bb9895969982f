"""The code lists of a service, labelled in the language of the page. Migrations name these functions."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qorgan.catalogue.codes import codes, label
from qorgan.indicators.charts.geometry import units
from qorgan.web.library.fields import labelled

HOURS = [
    ("unknown", _("Not known")),
    ("around_the_clock", _("Day and night")),
    ("week", _("As in the week below")),
]
STATES = ("KZ", "KG", "UZ", "TJ", "TM")


def kinds() -> list[tuple[str, str]]:
    return labelled("service_kinds")


def countries() -> list[tuple[str, str]]:
    return [one for one in labelled("countries") if one[0] in STATES]


def answers() -> list[tuple[str, str]]:
    return labelled("answers")


def licences() -> list[tuple[str, str]]:
    return labelled("licence_statuses")


def costs() -> list[tuple[str, str]]:
    return labelled("caller_costs")


def region_name(code: str) -> str:
    """A region in words of the reader's language; the code of ISO 3166-2 where there are none."""
    unit = units().get(code)
    return str(getattr(unit.name, (get_language() or "kk")[:2], code)) if unit else code


def day_names() -> list[tuple[str, str]]:
    """The days of the week by their codes."""
    language = (get_language() or "kk")[:2]
    return [(code, label("weekdays", code, language)) for code in codes("weekdays")]
