"""Invented people as they are: names, birth, number, telephone, home; and who is related to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from qorgan.identity.synthetic import vocabulary
from qorgan.identity.synthetic.drawing import Bools, Draw, Ints
from qorgan.identity.synthetic.numbers import Issue
from qorgan.identity.synthetic.rates import Rates

EPOCH = date(1970, 1, 1)
FIRST_DAY, LAST_DAY = (date(1930, 1, 1) - EPOCH).days, (date(2009, 12, 31) - EPOCH).days
KINDS = ("original", "son", "twin", "sibling", "spouse", "namesake")
LAYOUTS = ("father", "father_uli", "ov", "uli")  # sorted, as draws give them
OV = LAYOUTS.index("ov")
YEAR = 365.25


@dataclass
class People:
    """One position for each person; names are positions in the vocabulary."""

    kind: Ints
    group: Ints
    female: Ints
    surname: Ints
    maiden: Ints
    given: Ints
    father: Ints
    layout: Ints
    born: Ints  # days since 1970-01-01
    iin: Ints
    phone: Ints
    region: Ints
    street: Ints
    house: Ints

    def __len__(self) -> int:
        return len(self.kind)


def _by_group(draw: Draw, group: Ints, words: str, weights: str) -> Ints:
    found = np.zeros(len(group), dtype=np.int64)
    for i, entry in enumerate(vocabulary.load().groups):
        here = np.flatnonzero(group == i)
        found[here] = getattr(entry, words)[draw.weighted(len(here), getattr(entry, weights))]
    return found


def _given(draw: Draw, group: Ints, female: Ints) -> Ints:
    men, women = (
        _by_group(draw, group, "male", "male_weights"),
        _by_group(draw, group, "female", "female_weights"),
    )
    return np.where(female == 1, women, men)


def _born(draw: Draw, count: int, rates: Rates) -> Ints:
    _, band = draw.choice(count, rates.choices["birth_decade"])
    days = FIRST_DAY + ((band + draw.uniform(count)) * 10 * YEAR).astype(np.int64)
    return np.minimum(days, LAST_DAY)


def make(count: int, draw: Draw, issue: Issue, rates: Rates, regions: list[float], streets: int) -> People:
    """`count` people; some follow the person before them as son, twin, and so on."""
    groups = vocabulary.load().groups
    group = draw.weighted(count, [entry.share for entry in groups])
    turkic = np.array([entry.turkic for entry in groups])[group]
    female = draw.below(count, 2)
    _, layout = draw.choice(count, rates.choices["layout"])
    people = People(
        kind=np.zeros(count, dtype=np.int64),
        group=group,
        female=female,
        surname=_by_group(draw, group, "surnames", "surname_weights"),
        maiden=_by_group(draw, group, "surnames", "surname_weights"),
        given=_given(draw, group, female),
        father=_by_group(draw, group, "male", "male_weights"),
        layout=np.where(turkic, layout, OV),
        born=_born(draw, count, rates),
        iin=np.zeros(count, dtype=np.int64),
        phone=issue.phones(count),
        region=draw.weighted(count, regions),
        street=draw.below(count, streets),
        house=1 + draw.below(count, 180),
    )
    _relate(people, draw, rates)
    people.iin = issue.iins(people.born, people.female)
    return people


def _relate(people: People, draw: Draw, rates: Rates) -> None:
    """Makes some people the relatives of the one before; every second person at most."""
    count = len(people)
    shares = [rates[f"people_{kind}"] for kind in KINDS[1:]]
    # Twice the share, for only every second person is asked.
    kind = draw.weighted(count, [1 - 2 * sum(shares), *(2 * share for share in shares)])
    kind[::2] = 0
    kind[:1] = 0
    people.kind = kind
    by = {name: np.flatnonzero(kind == i) for i, name in enumerate(KINDS)}
    one_phone = draw.happens(count, rates["phone_family"])
    for name in KINDS[1:]:
        _copy(people, by[name], ("group", "layout", "surname"), np.ones(count, dtype=np.bool_))
        if name != "namesake":
            _copy(people, by[name], ("phone",), one_phone)
            _copy(
                people,
                by[name],
                ("region", "street", "house"),
                one_phone | draw.happens(count, rates["home_family"]),
            )
    people.father[kind > 0] = _by_group(draw, people.group, "male", "male_weights")[kind > 0]
    _sons(people, by["son"], draw)
    later = by["sibling"]
    people.father[later] = people.father[later - 1]
    people.born[later] = _folded(people.born[later - 1] + 300 + draw.below(len(later), 4000))
    twins = by["twin"]
    people.father[twins], people.born[twins] = people.father[twins - 1], people.born[twins - 1]
    spouses = by["spouse"]
    people.female[spouses] = 1 - people.female[spouses - 1]
    people.born[spouses] = _folded(people.born[spouses - 1] + draw.below(len(spouses), 4000) - 2000)
    same = by["namesake"]
    people.female[same], people.given[same] = people.female[same - 1], people.given[same - 1]
    people.born[same] = _other_day_of_the_year(people.born[same - 1], draw)
    changed = np.concatenate([by["son"], spouses, later, twins])
    people.given[changed] = _given(draw, people.group[changed], people.female[changed])
    _initials(people, by["son"], draw, rates)


def _copy(people: People, here: Ints, names: tuple[str, ...], where: Bools) -> None:
    chosen = here[where[here]]
    for name in names:
        values = getattr(people, name)
        values[chosen] = values[chosen - 1]


def _folded(days: Ints) -> Ints:
    """Days outside the range are laid back into it, as far from its end as they were beyond it."""
    days = np.where(days > LAST_DAY, 2 * LAST_DAY - days, days)
    return np.where(days < FIRST_DAY, 2 * FIRST_DAY - days, days)


def _sons(people: People, sons: Ints, draw: Draw) -> None:
    people.female[sons] = 0
    people.female[sons - 1] = 0
    fathers = sons - 1
    people.given[fathers] = _given(draw, people.group[fathers], people.female[fathers])
    people.father[sons] = people.given[fathers]
    people.born[fathers] = FIRST_DAY + (people.born[fathers] - FIRST_DAY) % (
        LAST_DAY - FIRST_DAY - int(40 * YEAR)
    )
    people.born[sons] = people.born[fathers] + int(19 * YEAR) + draw.below(len(sons), int(20 * YEAR))


def _initials(people: People, sons: Ints, draw: Draw, rates: Rates) -> None:
    """Some sons have a name that begins like their father's: the next such name of the vocabulary."""
    words = vocabulary.load()
    chosen = sons[draw.happens(len(sons), rates["father_initial"])]
    for i, entry in enumerate(words.groups):
        alike: dict[str, list[int]] = {}
        for position in entry.male.tolist():
            alike.setdefault(words.given[position][0], []).append(position)
        for son in chosen[people.group[chosen] == i].tolist():
            father = int(people.father[son])
            others = [p for p in alike[words.given[father][0]] if p != father] or [int(people.given[son])]
            people.given[son] = others[int(people.given[son]) % len(others)]


def _other_day_of_the_year(born: Ints, draw: Draw) -> Ints:
    first = born.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return first + (born - first + 1 + draw.below(len(born), 363)) % 365
