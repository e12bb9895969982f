"""What a person typed, read as a Query: its words, their other readings, and what else they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qorgan.language import glossary, life
from qorgan.language.keyboard import cyrillic_readings
from qorgan.language.languages import STEMMED
from qorgan.language.query import Alternative, Group, Kind, Query
from qorgan.language.slots import Slot, Weighted, slots
from qorgan.language.synonyms import Match, matches

MOST_LETTERS, MOST_SLOTS, MOST_ALTERNATIVES = 400, 24, 40
STEM, APART, TERM, EVERYDAY, READ, READ_AS = 0.9, 0.7, 0.6, 0.4, 0.5, 0.6
CALLED, ANSWERED, BESIDE = 0.6, 0.4, 0.3  # words of life
LESS = 0.9  # of the term before it, in a row of life


def parse(text: str) -> Query:
    """The query that a text typed by a person is; no groups when it holds no word.

    >>> query = parse("protective order")
    >>> query.groups[0].glossary
    ('protective_order',)
    >>> {("защитн", "предписан"), ("корга", "нускама")} <= {one.terms for one in query.groups[0].alternatives}
    True
    """
    read = text[:MOST_LETTERS]
    found = slots(read)
    cut = len(text) > MOST_LETTERS or len(found) > MOST_SLOTS
    found = found[:MOST_SLOTS]
    groups: list[tuple[int, Group]] = []
    known = matches([slot.keys for slot in found])
    lives = [one for one in life.told([_forms_of(slot) for slot in found]) if not _is_term(one, known)]
    taken = {at for one in lives for at in one.places}
    for place, group in _of_life(lives, found, read):
        groups.append((place, group))
    quiet = {at for at, slot in enumerate(found) if lives and (slot.stop or _is_beside(slot))} - taken
    for places, which in _chosen(known):
        if not taken.intersection(places) and not quiet.issuperset(places):
            taken.update(places)
            groups.append((places[0], _group([found[at] for at in places], which, read)))
    rest = [at for at in range(len(found)) if at not in taken]
    kept = [at for at in rest if not found[at].stop]
    if lives:
        groups += _beside([found[at] for at in kept if at not in quiet], read)
        if taken.union(quiet).issuperset(range(len(found))):
            groups.append((len(found), _put_first()))
        kept = []
    for at in kept or (rest if not taken else ()):
        groups.append((at, _group([found[at]], (), read)))
    groups.sort(key=lambda pair: pair[0])
    return Query(
        text,
        tuple(group for _, group in groups if group.alternatives),
        cut,
        life=tuple(one.row.id for one in lives),
        turn=tuple(dict.fromkeys(one.row.turn for one in lives)),
    )


def prepare() -> None:
    """Reads and stems the tables, which the first query would else wait for."""
    matches([{"prepare": True}])
    cyrillic_readings("a")
    for _group_of_the_tables in well_known():
        pass


def well_known() -> Iterator[Group]:
    """What readers ask for most: a wish for each term of the glossary as it is called in each language, and
    for what each row of the words of life leads to."""
    for one in glossary.terms():
        for language in STEMMED:
            yield from parse(one.word(language)).groups
    for row in life.rows():
        yield Group("", _heaviest(_terms_of([row.called, row.answered], CALLED)))
    yield _put_first()


def expand(query: Query | str) -> Query:
    """The query with everything it is also called, in every language; one that was parsed has it already."""
    return parse(query) if isinstance(query, str) else query


def _chosen(found: Sequence[Match]) -> Iterable[tuple[tuple[int, ...], tuple[Match, ...]]]:
    """Matches of the same slots together, in the order of `found`."""
    together: dict[tuple[int, ...], list[Match]] = {}
    for match in found:
        together.setdefault(match.slots, []).append(match)
    for places, these in together.items():
        as_typed = tuple(match for match in these if match.plain)
        yield places, as_typed or tuple(these)


def _forms_of(slot: Slot) -> list[str]:
    """The folded words that a slot may be in a phrase of life: as typed, and on another keyboard."""
    if slot.phrase:
        return []
    return [*slot.exact, *(term for way, _ in slot.read for term in way)]


def _is_term(one: life.Told, known: Sequence[Match]) -> bool:
    """Whether the words of a story are a term of the glossary as it stands there: then nobody tells one."""
    own = (match for match in known if match.plain and match.form.leads_to.term and not match.form.typed)
    return any(set(one.places) <= set(match.slots) for match in own)


def _of_life(lives: Sequence[life.Told], found: Sequence[Slot], query: str) -> Iterable[tuple[int, Group]]:
    """For each row that the query tells of, what it is called; and one wish for what answers all of them."""
    for one in lives:
        these = [found[at] for at in one.places]
        text = query[these[0].start : these[-1].end]
        typed = [
            each for each in _own(these) if each.phrase or len(each.terms) == 1
        ]  # no words of a story apart
        alternatives = [*typed, *_terms_of([one.row.called], CALLED)]
        yield one.places[0], Group(text, _heaviest(alternatives), _glossary(one.row.called))
    if lives:
        answered = [one.row.answered for one in lives]
        names = _glossary(name for each in answered for name in each)
        yield len(found), Group("", _heaviest(_terms_of(answered, ANSWERED)), names)


def _put_first() -> Group:
    alternatives = (Alternative(stems, Kind.SYNONYM, ANSWERED) for stems in life.first())
    return Group("", tuple(alternatives), quiet=True)


def _terms_of(lists: Sequence[Sequence[str]], weight: float) -> Iterable[Alternative]:
    """The terms of each list, the first of each list alike, every further one a little less."""
    for names in lists:
        for at, name in enumerate(names):
            for stems in life.stems_of(name):
                yield Alternative(stems, Kind.SYNONYM, weight * LESS**at, phrase=len(stems) > 1)


def _glossary(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name not in life.table_of_field()))


def _is_beside(slot: Slot) -> bool:
    return not slot.phrase and any(key in life.beside() for form in slot.exact for key in life.keys(form))


def _beside(left: Sequence[Slot], query: str) -> Iterable[tuple[int, Group]]:
    """What stands beside the words of life: one wish for any of it, with little weight, so that a rare word
    of a story does not outweigh what it is about."""
    alternatives = [
        Alternative(terms, Kind.STEM, BESIDE * weight, phrase=len(terms) > 1)
        for slot in left
        for terms, weight in slot.typed
    ]
    if left:
        text = " ".join(query[slot.start : slot.end] for slot in left)
        yield left[0].start, Group(text, _heaviest(alternatives))


def _own(these: Sequence[Slot]) -> Iterable[Alternative]:
    """The words of a group as they were typed."""
    exact = tuple(form for slot in these for form in slot.exact)
    if exact:
        yield Alternative(exact, Kind.EXACT, 1.0, phrase=len(exact) > 1)
    for terms, weight in _together([slot.typed for slot in these if slot.typed]):
        yield Alternative(terms, Kind.STEM, STEM * weight, phrase=len(terms) > 1)
        if len(terms) > 1 and not any(slot.phrase for slot in these):
            yield Alternative(terms, Kind.STEM, APART * weight)


def _together(typed: Sequence[Sequence[Weighted]]) -> Iterable[Weighted]:
    """Slots read the same way together, and each as it is likeliest."""
    if not typed:
        return
    likeliest = [max(ways, key=lambda way: way[1]) for ways in typed]
    longest = max(map(len, typed))
    for ways in (likeliest, *([one[min(at, len(one) - 1)] for one in typed] for at in range(longest))):
        yield tuple(term for way, _ in ways for term in way), min(weight for _, weight in ways)


def _readings(these: Sequence[Slot], found: Sequence[Match]) -> Iterable[Alternative]:
    """Other keyboards and alphabets. Words that only together make sense are read as the form they make."""
    if len(these) == 1:
        for terms, weight in these[0].read:
            yield Alternative(terms, Kind.READING, weight)
    for match in found:
        yield Alternative(tuple(sorted(match.form.needs)), Kind.READING, READ)


def _group(these: Sequence[Slot], found: Sequence[Match], query: str) -> Group:
    alternatives = list(_own(these))
    # A word the glossary knows as it was typed was not typed on another keyboard.
    if not any(match.plain for match in found):
        alternatives += _readings(these, found)
    for match in found:
        weight = (TERM if match.form.leads_to.term else EVERYDAY) * (1.0 if match.plain else READ_AS)
        for stems in match.form.leads_to.stems:
            alternatives.append(Alternative(stems, Kind.SYNONYM, weight, phrase=len(stems) > 1))
    names = dict.fromkeys(match.form.leads_to.term for match in found if match.form.leads_to.term)
    text = query[these[0].start : these[-1].end]
    return Group(text, _heaviest(alternatives)[:MOST_ALTERNATIVES], tuple(names))


def _heaviest(alternatives: Iterable[Alternative]) -> tuple[Alternative, ...]:
    heaviest: dict[tuple[tuple[str, ...], bool, bool], Alternative] = {}
    for one in sorted(alternatives, key=lambda one: -one.weight):
        heaviest.setdefault((one.terms, one.phrase, one.kind is Kind.EXACT), one)
    return tuple(heaviest.values())
