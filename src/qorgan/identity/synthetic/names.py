"""How a record writes a person's name: by which system, in which layout, complete or not, in which fields."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.synthetic import mistakes, tokens, vocabulary
from qorgan.identity.synthetic.drawing import Bools, Draw, Ints
from qorgan.identity.synthetic.population import LAYOUTS, People
from qorgan.identity.synthetic.rates import Rates
from qorgan.identity.synthetic.spelling import systems

IN_KAZAKH = ("kazakh", "kazakh_latin", "keyboard", "chat")
Texts = NDArray[np.object_]


@dataclass
class Names:
    surname: Texts
    first_name: Texts
    patronymic: Texts
    full_name: Texts
    aliases: Texts
    system: Ints


def _systems(draw: Draw, person: Ints, later: Bools, people: int, rates: Rates) -> Ints:
    """For each record the system it spells names by; a person's first record comes first."""
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
    female, given = people.female[person], people.given[person]
    system = _systems(draw, person, later, len(people), rates)
    spelled_by = _where_attested(draw, system, later, rates)
    turkic = np.array([group.turkic for group in vocabulary.load().groups])[people.group[person]]
    layout = people.layout[person]
    switch = later & turkic & draw.happens(count, rates["layout_changed"])
    layout = np.where(switch, draw.choice(count, rates.choices["layout"])[1], layout)
    married = later & (female == 1) & draw.happens(count, rates["married_changed"])
    surname = np.where(married, people.maiden[person], people.surname[person])
    surname_token, patronymic_token = _layout(people, person, surname, layout, system, turkic, draw, rates)
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
    _show_former(found, shown, former, draw.happens(len(shown), rates["maiden_brackets"]))
    _fields(found, later, draw, rates)
    return found


def _layout(
    people: People,
    person: Ints,
    surname: Ints,
    layout: Ints,
    system: Ints,
    turkic: Bools,
    draw: Draw,
    rates: Rates,
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
    drops = draw.happens(len(people), rates["stem_surname"])[person] & is_uli & (bare >= 0)
    surname_token = np.where(drops, bare, plain)
    patronymic_token = np.where(is_uli | kazakh, with_uli, with_ovich)
    by_father = layout == LAYOUTS.index("father")
    by_father_uli = layout == LAYOUTS.index("father_uli")
    surname_token = np.where(
        by_father, words.given_name(father), np.where(by_father_uli, with_uli, surname_token)
    )
    return surname_token, np.where(by_father | by_father_uli, -1, patronymic_token)


def _one_field(found: Names, draw: Draw, rows: Ints, rates: Rates) -> list[Texts]:
    """For each row the column a slip falls into; the surname in place of a patronymic that is not there."""
    fields, which = draw.choice(len(rows), rates.choices["slip_field"])
    columns: list[Texts] = [getattr(found, field) for field in fields]
    return [
        columns[field] if columns[field][row] else found.surname
        for field, row in zip(which.tolist(), rows.tolist(), strict=True)
    ]


def _slips(found: Names, later: Bools, draw: Draw, rates: Rates) -> None:
    count = len(later)
    typed = np.flatnonzero(draw.uniform(count) < np.where(later, rates["typo"], rates["typo_original"]))
    names, kind = draw.choice(len(typed), rates.choices["typo"])
    streams = draw.streams(len(typed))
    for i, (row, column) in enumerate(
        zip(typed.tolist(), _one_field(found, draw, typed, rates), strict=True)
    ):
        column[row] = mistakes.typo(column[row], names[kind[i]], streams[i])
    for name, made in (("homoglyphs", mistakes.homoglyphs), ("scanned", mistakes.scanned)):
        rows = np.flatnonzero(later & draw.happens(count, rates[name]))
        streams = draw.streams(len(rows))
        for i, (row, column) in enumerate(
            zip(rows.tolist(), _one_field(found, draw, rows, rates), strict=True)
        ):
            column[row] = made(column[row], streams[i])
    for row in np.flatnonzero(later & draw.happens(count, rates["wrong_layout"])).tolist():
        for column in (found.surname, found.first_name, found.patronymic):
            column[row] = mistakes.other_layout(column[row])


def _show_former(found: Names, rows: Ints, former: Texts, in_brackets: Bools) -> None:
    """The other surname of a woman who changed hers: in brackets, or among the aliases."""
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
    orders, order = draw.choice(len(rows), rates.choices["word_order"])
    _into_one_field(found, rows, [orders[i] for i in order.tolist()])


def _into_one_field(found: Names, rows: Ints, orders: list[str]) -> None:
    for row, order in zip(rows.tolist(), orders, strict=True):
        parts = {
            "surname": found.surname[row], "given": found.first_name[row], "father": found.patronymic[row]
        }  # fmt: skip
        found.full_name[row] = " ".join(filter(None, (parts[part] for part in order.split("_"))))
        found.surname[row] = found.first_name[row] = found.patronymic[row] = ""
