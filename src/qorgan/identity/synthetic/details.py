"""How a record writes a person's birth, IIN, telephone, region and street, with such fields' faults."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from qorgan.identity.synthetic import mistakes
from qorgan.identity.synthetic.drawing import Bools, Draw, Ints
from qorgan.identity.synthetic.population import EPOCH, YEAR, People
from qorgan.identity.synthetic.rates import DATA, Rates

Texts = NDArray[np.object_]
COMMON_PHONES = 40


@dataclass(frozen=True)
class Places:
    kazakh: Texts
    russian: Texts
    latin: Texts
    short: Texts
    codes: tuple[str, ...]
    weights: tuple[float, ...]
    streets: Texts  # shape (streets, 3): Kazakh, Russian, Latin


@cache
def places() -> Places:
    content: dict[str, Any] = yaml.safe_load((DATA / "places.yaml").read_text("utf-8"))
    regions = content["regions"]

    def column(name: str) -> Texts:
        return np.array([region[name] for region in regions], dtype=object)

    return Places(
        column("kk"), column("ru"), column("lat"), column("short"),
        tuple(region["code"] for region in regions),
        tuple(float(region["weight"]) for region in regions),
        np.array(content["streets"], dtype=object),
    )  # fmt: skip


def _rows(draw: Draw, count: int, share: float) -> Ints:
    return np.flatnonzero(draw.happens(count, share))


def born(people: People, person: Ints, later: Bools, draw: Draw, rates: Rates) -> tuple[Texts, Texts]:
    """The columns dob and age."""
    count = len(person)
    true = people.born[person]
    near = _rows(draw, count, rates["dob_near"])
    # A year or a month off, to either side.
    step = np.array([-365, -30, 30, 365])[draw.below(len(near), 4)]
    true = true.copy()
    true[near] += np.where(later[near], step, 0)
    days = true.astype("datetime64[D]")
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    month = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    january = draw.happens(count, rates["dob_january"])
    month, day = np.where(january, 1, month), np.where(january, 1, day)
    swap = later & draw.happens(count, rates["dob_swapped"]) & (day <= 12)
    month, day = np.where(swap, day, month), np.where(swap, month, day)
    dotted, short = draw.happens(count, rates["dob_dotted"]), draw.happens(count, rates["dob_short"])
    texts = _dates(year, month, day, dotted, short)
    rows = np.flatnonzero(later & draw.happens(count, rates["dob_digit"]))
    for row, stream in zip(rows.tolist(), draw.streams(len(rows)), strict=True):
        texts[row] = mistakes.digit(texts[row], stream)
    rows = _rows(draw, count, rates["dob_year"])
    texts[rows] = [str(y) for y in year[rows].tolist()]
    ages = np.full(count, "", dtype=object)
    by_age = draw.happens(count, rates["dob_age"])
    texts[by_age | draw.happens(count, rates["dob_missing"])] = ""
    rows = np.flatnonzero(by_age)
    today = (rates.reference_day - EPOCH).days
    said, which = draw.choice(len(rows), rates.choices["age_said"])
    off = np.array([{"younger": -1, "exact": 0, "older": 1}[name] for name in said])[which]
    age = ((today - true[rows]) / YEAR).astype(np.int64) + off
    ages[rows] = [str(a) for a in age.tolist()]
    return texts, ages


def _dates(year: Ints, month: Ints, day: Ints, dotted: Bools, short: Bools) -> Texts:
    found = []
    for y, m, d, dots, two in zip(
        year.tolist(), month.tolist(), day.tolist(), dotted.tolist(), short.tolist(), strict=True
    ):
        if two:
            found.append(f"{d:02}.{m:02}.{y % 100:02}")
        else:
            found.append(f"{d:02}.{m:02}.{y}" if dots else f"{y}-{m:02}-{d:02}")
    return np.array(found, dtype=object)


def iin(people: People, person: Ints, later: Bools, draw: Draw, rates: Rates) -> Texts:
    count = len(person)
    number = people.iin[person]
    # A relative's number: the one of the person before, who is of the same household where there is one.
    relative = later & (people.kind[person] > 0) & draw.happens(count, rates["iin_foreign"])
    number = np.where(relative, people.iin[np.maximum(person - 1, 0)], number)
    texts = np.full(count, "", dtype=object)
    known = _rows(draw, count, rates["iin_known"])
    texts[known] = [f"{n:012}" for n in number[known].tolist()]
    for name, made in (("iin_digit", mistakes.digit), ("iin_swap", mistakes.swapped_digits)):
        rows = known[later[known] & draw.happens(len(known), rates[name])]
        for row, stream in zip(rows.tolist(), draw.streams(len(rows)), strict=True):
            texts[row] = made(texts[row], stream)
    return texts


def phone(people: People, person: Ints, later: Bools, other: Ints, draw: Draw, rates: Rates) -> Texts:
    """Numbers as people write them; `other` holds an unused number for each record that may need one."""
    count = len(person)
    number = np.where(later & draw.happens(count, rates["phone_changed"]), other, people.phone[person])
    common = draw.happens(count, rates["phone_common"])
    number = np.where(common, 7_900_000_000 + draw.below(count, COMMON_PHONES), number)
    texts = np.full(count, "", dtype=object)
    known = _rows(draw, count, rates["phone_known"])
    names, form = draw.choice(len(known), rates.choices["phone_form"])
    forms = [name.replace("X", "{}") for name in names]
    texts[known] = [
        forms[which].format(*text)
        for text, which in zip(map(str, number[known].tolist()), form.tolist(), strict=True)
    ]
    rows = known[later[known] & draw.happens(len(known), rates["phone_digit"])]
    for row, stream in zip(rows.tolist(), draw.streams(len(rows)), strict=True):
        texts[row] = texts[row][:-6] + mistakes.digit(texts[row][-6:], stream)
    return texts


def place(people: People, person: Ints, later: Bools, draw: Draw, rates: Rates) -> tuple[Texts, Texts]:
    """The columns region and street; both in one language."""
    count, known = len(person), places()
    moved = later & draw.happens(count, rates["region_moved"])
    region = np.where(moved, draw.weighted(count, known.weights), people.region[person])
    kazakh = rates["region_kazakh"]
    language = draw.weighted(count, [kazakh, rates["region_russian"], 1 - kazakh - rates["region_russian"]])
    texts = np.choose(language, [known.kazakh[region], known.russian[region], known.latin[region]])
    short = draw.happens(count, rates["region_short"])
    texts = np.where(short, known.short[region], texts)
    texts[draw.happens(count, 1 - rates["region_known"])] = ""
    streets = np.full(count, "", dtype=object)
    street = np.where(moved, draw.below(count, len(known.streets)), people.street[person])
    house = np.where(moved, 1 + draw.below(count, 180), people.house[person])
    forms = draw.below(count, 3)
    for row in _rows(draw, count, rates["street_known"]).tolist():
        name = known.streets[street[row], language[row]]
        streets[row] = _STREET_FORMS[language[row]][forms[row]].format(name, house[row])
    return texts, streets


_STREET_FORMS = (
    ("{} көшесі, {}", "{} көш. {}", "{} {}"),
    ("улица {}, дом {}", "ул. {} {}", "ул.{}, д.{}"),
    ("{} street {}", "{} st., {}", "{} {}"),
)
