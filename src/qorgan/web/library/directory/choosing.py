"""Which services fit what a reader asks for, and which may: what is not known is never taken for a no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from qorgan.catalogue.codes import codes
from qorgan.catalogue.hours import Hours
from qorgan.catalogue.services import Service
from qorgan.web.library.directory.lists import STATES
from qorgan.web.library.directory.models import ACCESS

# None of the five changes its clocks. Kazakhstan has one offset since 1 March 2024, Turkmenistan, Uzbekistan
# and Tajikistan the same; a table of time zones on an old machine may not know the first.
OFFSETS = {"KZ": 5, "KG": 6, "UZ": 5, "TJ": 5, "TM": 5}
# The address of a page stays in the list of pages of a phone: these words say less than the kinds do.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "now": ("emergency", "police_unit", "health"),
    "talk": ("helpline", "child_line", "psychosocial", "union"),
    "stay": ("crisis_centre", "shelter", "family_support_centre"),
    "health": ("health", "psychosocial"),
    "rights": ("legal_aid", "police_unit", "compensation", "helpline"),
    "child": ("child_line", "help_room", "guardianship", "helpline"),
    "life": ("social_services", "mobile_group", "family_support_centre", "compensation"),
}


@dataclass(frozen=True)
class Choice:
    """What is asked for; "" and False: it does not matter."""

    country: str = ""
    region: str = ""
    what: str = ""
    language: str = ""
    access: str = ""
    open_now: bool = False
    free: bool = False

    @property
    def anything(self) -> bool:
        return self != Choice()


def choice_of(given: Mapping[str, str], services: Iterable[Service]) -> Choice:
    """The choice of an address; a value that is none of ours counts as not chosen."""
    kept = tuple(services)

    def one_of(name: str, allowed: Iterable[str]) -> str:
        value = given.get(name, "")
        return value if value in set(allowed) else ""

    country = one_of("country", STATES)
    region = one_of("region", (one.region for one in kept if one.region)) or one_of("region", REGIONS)
    if region and country and not region.startswith(country):
        region = ""
    return Choice(
        country=region[:2] or country,
        region=region,
        what=one_of("what", (*NEEDS, *codes("service_kinds"))),
        language=one_of("spoken", (tag for one in kept for tag in one.languages)) or one_of("spoken", SPOKEN),
        access=one_of("access", ACCESS),
        open_now=given.get("open") == "now",
        free=given.get("cost") == "free",
    )


SPOKEN = ("kk", "ru", "en")
REGIONS = tuple(
    f"KZ-{number}" for number in "10 11 15 19 23 27 31 33 35 39 43 47 55 59 61 62 63 71 75 79".split()
)


def local(country: str, moment: datetime) -> datetime | None:
    """The moment on the clocks of a country; None where they are not known to us."""
    if country not in OFFSETS:
        return None
    return moment.astimezone(timezone(timedelta(hours=OFFSETS[country])))


def is_open(service: Service, moment: datetime) -> bool | None:
    """Whether somebody answers at this moment; None: not known."""
    there = local(service.country, moment)
    return None if there is None else open_at(service.hours, there)


def open_at(hours: Hours, there: datetime) -> bool | None:
    return hours.open_at(codes("weekdays")[there.weekday()], f"{there:%H:%M}")


def fits(service: Service, choice: Choice, moment: datetime) -> bool | None:
    """Whether it fits; None where something that matters is not known of it."""
    known: list[bool | None] = []
    if choice.country:
        known.append(
            service.country == choice.country and service.region in ("", choice.region or service.region)
        )
    if choice.what:
        known.append(service.kind in NEEDS.get(choice.what, (choice.what,)))
    if choice.language:
        known.append(choice.language in service.languages if service.languages else None)
    if choice.access:
        answer = getattr(service.access, choice.access)
        known.append(None if answer == "unknown" else answer == "yes")
    if choice.open_now:
        known.append(is_open(service, moment))
    if choice.free:
        known.append(None if service.cost == "unknown" else service.cost == "free")
    if False in known:
        return False
    return None if None in known else True


def chosen(
    services: Iterable[Service], choice: Choice, moment: datetime
) -> tuple[list[Service], list[Service]]:
    """Those that fit, and those that may: of which it is not known."""
    sorted_out = [(one, fits(one, choice, moment)) for one in services]
    return [one for one, fit in sorted_out if fit], [one for one, fit in sorted_out if fit is None]
