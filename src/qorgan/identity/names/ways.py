"""How words may be placed as surname, given name and father's name, told from what they look like alone.

For whole tables: there are few looks, and very many names.
"""

from __future__ import annotations

from collections.abc import Sequence

from qorgan.identity.names.columns import EMPTY, Column, Said
from qorgan.identity.names.reading import Reading, of_columns, of_whole
from qorgan.identity.names.words import Word

Ways = tuple[tuple[int | None, ...], ...]


def of_three_columns(looks: Sequence[str]) -> Ways:
    """Of columns of one word each, or of none where it looks like "", in the order surname, given name,
    father's name: for each reading the column of its surname, given name and father's name.

    Where no father's name is left, a surname that is one (`names_the_father`) stands for it too.

    >>> of_three_columns(("surname", "given", "patronymic")), of_three_columns(("", "surname", "given"))
    (((0, 1, 2),), ((1, None, 2),))
    """
    columns = [Column((_said(place, look),)) if look else EMPTY for place, look in enumerate(looks)]
    return _ways(of_columns((columns[0], columns[1], columns[2])) if any(looks) else [])


def of_words(looks: Sequence[str]) -> Ways:
    """The same of the words of a whole name, at most three.

    >>> of_words(("given", "patronymic", "surname"))
    ((2, 0, 1),)
    """
    return _ways(of_whole(Column(tuple(_said(place, look) for place, look in enumerate(looks)))))


def _said(place: int, look: str) -> Said:
    # One letter stands for no father's name, so what stands there is what was placed there.
    return Said(Word(str(place), str(place), str(place), "", "", "", ()), look)


def _ways(found: list[Reading]) -> Ways:
    return tuple(
        tuple(None if word is None else int(word.written) for word in (one.surname, one.given, one.father))
        for one in found
    )
