"""How a record writes a person's name: by which system, in which layout, complete or not, in which fields."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np

from qorgan.identity.synthetic import mistakes, tokens, vocabulary
from qorgan.identity.synthetic.drawing import Bools, Draw, Floats, Ints
from qorgan.identity.synthetic.population import LAYOUTS, People
from qorgan.identity.synthetic.rates import Rates
from qorgan.identity.synthetic.spelling import systems

IN_KAZAKH = ("kazakh", "kazakh_latin", "keyboard", "chat")
Texts = np.ndarray


@dataclass
class Names:
    surname: Texts
    first_name: Texts
    patronymic: Texts
    full_name: Texts
    aliases: Texts
    system: Ints


def _systems(draw: Draw, person: Ints, later: Bools, people: int, rates: Rates) -> Ints:
    """For each record the system it spells names by; records of one person in their order, the first one first."""
    count = len(person)

    def chosen(name: str) -> Ints:
        kinds, kind = draw.choice(count, rates.choices[name])
        first = np.array([tokens.first_of(k) for k in kinds])
        size = np.array([len(systems()[k]) for k in kinds])
        return first[kind] + draw.below(count, size[kind])

    first, other = chosen("system_first"), chosen("system_later")
    of_person = np.zeros(people, dtype=np.int64)
    of_person[person[~later]] = first[~later]
    same = draw.happens(count, rates["same_system"])
    return np.where(~later, first, np.where(same, of_person[person], other))


def _where_attested(draw: Draw, system: Ints, later: Bools, rates: Rates) -> Ints:
    """For words only: the attested systems in place of the free ones."""
    kinds = np.array([entry.kind for entry in tokens.system_list()])[system]
    use = later & draw.happens(len(system), rates["attested"])
    found = system.copy()
    for kind, of in (("attested_cyrillic", ("russian_other",)), ("attested_latin", ("latin", "learned"))):
        here = np.flatnonzero(use & np.isin(kinds, of))
        found[here] = tokens.first_of(kind) + draw.below(len(here), len(systems()[kind]))
    return found


def write(people: People, person: Ints, later: Bools, draw: Draw, rates: Rates) -> Names:
    """The name fields of every record."""
    count, words = len(person), tokens.load()
    female, given, father = people.female[person], people.given[person], people.father[person]
    system = _systems(draw, person, later, len(people), rates)
    spelled_by = _where_attested(draw, system, later, rates)
    turkic = np.array([group.turkic for group in vocabulary.load().groups])[people.group[person]]
    layout = people.layout[person]
    switch = later & turkic & draw.happens(count, rates["layout_changed"])
    layout = np.where(switch, draw.choice(count, rates.choices["layout"])[1], layout)
    married = later & (female == 1) & draw.happens(count, rates["married_changed"])
    surname_token, patronymic_token = _layout(
        people, person, np.where(married, people.maiden[person], people.surname[person]), layout, system, turkic,
        draw, rates,
    )  # fmt: skip
    short = later & draw.happens(count, rates["diminutive"])
    given_token = np.where(short, words.short(given, draw.below(count, 64)), words.given_name(given))
    found = Names(
        tokens.spelled(surname_token, spelled_by),
        tokens.spelled(given_token, spelled_by),
        tokens.spelled(patronymic_token, spelled_by),
        np.full(count, "", dtype=object),
        np.full(count, "", dtype=object),
        spelled_by,
    )
    other = np.where(draw.happens(count, rates["alias_known"]), words.short(given, draw.below(count, 64)), -1)
    found.aliases = tokens.spelled(np.where(other == words.given_name(given), -1, other), spelled_by)
    found.patronymic[draw.happens(count, rates["patronymic_missing"])] = ""
    _slips(found, later, draw, rates)
    shown = np.flatnonzero(married & draw.happens(count, rates["maiden_shown"]))
    former = tokens.spelled(words.surname(people.surname[person[shown]], female[shown]), spelled_by[shown])
    _show_former(found, shown, former, draw)
    _fields(found, later, draw, rates)
    return found


def _layout(
    people: People, person: Ints, surname: Ints, layout: Ints, system: Ints, turkic: Bools, draw: Draw, rates: Rates
) -> tuple[Ints, Ints]:
    """The tokens of surname and patronymic; -1 for none."""
    words, count = tokens.load(), len(person)
    female, father = people.female[person], people.father[person]
    kinds = np.array([entry.kind for entry in tokens.system_list()])[system]
    kazakh = turkic & np.isin(kinds, IN_KAZAKH) & draw.happens(count, rates["patronymic_kazakh"])
    is_uli = layout == LAYOUTS.index("uli")
    with_uli = words.patronymic(father, female, np.ones(count, dtype=np.int64))
    with_ovich = words.patronymic(father, female, np.zeros(count, dtype=np.int64))
    plain = words.surname(surname, female)
    bare = words.bare[surname]
    # Some who write -ұлы also drop -ов from the surname; it is a person's habit, so one draw for each person.
    drops = draw.happens(len(people), 0.4)[person] & is_uli & (bare >= 0)
    surname_token = np.where(drops, bare, plain)
    patronymic_token = np.where(is_uli | kazakh, with_uli, with_ovich)
    by_father = layout == LAYOUTS.index("father")
    by_father_uli = layout == LAYOUTS.index("father_uli")
    surname_token = np.where(by_father, words.given_name(father), np.where(by_father_uli, with_uli, surname_token))
    return surname_token, np.where(by_father | by_father_uli, -1, patronymic_token)


def _one_field(found: Names, draw: Draw, rows: Ints) -> list[Texts]:
    """For each row the column a slip falls into: surname, given name, patronymic where there is one."""
    which = draw.weighted(len(rows), [0.45, 0.4, 0.15])
    columns = (found.surname, found.first_name, found.patronymic)
    return [columns[0 if which[i] == 2 and not columns[2][row] else which[i]] for i, row in enumerate(rows.tolist())]


def _slips(found: Names, later: Bools, draw: Draw, rates: Rates) -> None:
    count = len(later)
    typed = np.flatnonzero(draw.uniform(count) < np.where(later, rates["typo"], rates["typo_original"]))
    names, kind = draw.choice(len(typed), rates.choices["typo"])
    seeds = _seeds(draw, len(typed))
    for i, (row, column) in enumerate(zip(typed.tolist(), _one_field(found, draw, typed), strict=True)):
        column[row] = mistakes.typo(column[row], names[kind[i]], Random(seeds[i]))  # noqa: S311
    for name, made in (("homoglyphs", mistakes.homoglyphs), ("scanned", mistakes.scanned)):
        rows = np.flatnonzero(later & draw.happens(count, rates[name]))
        seeds = _seeds(draw, len(rows))
        for i, (row, column) in enumerate(zip(rows.tolist(), _one_field(found, draw, rows), strict=True)):
            column[row] = made(column[row], Random(seeds[i]))  # noqa: S311
    for row in np.flatnonzero(later & draw.happens(count, rates["wrong_layout"])).tolist():
        for column in (found.surname, found.first_name, found.patronymic):
            column[row] = mistakes.other_layout(column[row])


def _seeds(draw: Draw, count: int) -> list[int]:
    return draw.below(count, 2**52).tolist()


def _show_former(found: Names, rows: Ints, former: Texts, draw: Draw) -> None:
    """The other surname of a woman who changed hers: in brackets, or among the aliases."""
    in_brackets = draw.happens(len(rows), 0.5)
    for i, row in enumerate(rows.tolist()):
        if in_brackets[i]:
            found.surname[row] = f"{found.surname[row]} ({former[i]})"
        else:
            found.aliases[row] = "; ".join(filter(None, (former[i], found.aliases[row])))


def _initial(text: str) -> str:
    return f"{text[0]}." if text else ""


def _fields(found: Names, later: Bools, draw: Draw, rates: Rates) -> None:
    """Which field the words end up in, and in what dress."""
    count = len(later)
    rows = np.flatnonzero(draw.happens(count, rates["initials"]))
    for column in (found.first_name, found.patronymic):
        column[rows] = [_initial(text) for text in column[rows]]
    rows = np.flatnonzero(draw.happens(count, rates["swapped"]))
    found.surname[rows], found.first_name[rows] = found.first_name[rows], found.surname[rows]
    rows = np.flatnonzero(draw.happens(count, rates["upper_case"]))
    for column in (found.surname, found.first_name, found.patronymic):
        column[rows] = [text.upper() for text in column[rows]]
    rows = np.flatnonzero(later & draw.happens(count, rates["nearly_empty"]))
    keep = draw.below(len(rows), 2)
    for i, column in enumerate((found.surname, found.first_name)):
        column[rows[keep == i]] = ""
    found.patronymic[rows] = ""
    rows = np.flatnonzero(draw.happens(count, rates["full_name_only"]))
    _into_one_field(found, rows, draw.uniform(len(rows)) / rates["full_name_order"])


def _into_one_field(found: Names, rows: Ints, order: Floats) -> None:
    """Surname, given name, patronymic, or, where `order` is below 1, one of three other orders."""
    for i, row in enumerate(rows.tolist()):
        surname, given, father = found.surname[row], found.first_name[row], found.patronymic[row]
        words = (surname, given, father)
        if order[i] < 0.5:
            words = (given, father, surname)
        elif order[i] < 0.8:
            words = (given, surname, "")
        elif order[i] < 1:
            words = (given, surname, father)
        found.full_name[row] = " ".join(filter(None, words))
        found.surname[row] = found.first_name[row] = found.patronymic[row] = ""
