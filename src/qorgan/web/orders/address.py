"""Keeps the protected person's address out of every text that the other person will read.

It knows only the addresses it is given; a description of a place it cannot see (docs/orders.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping


class AddressInText(ValueError):
    """Words meant for the addressee hold the protected person's address. `field` names the place."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field}: the protected person's address stands in this text. Take it out.")
        self.field = field


def refuse_address(texts: Mapping[str, str], addresses: Iterable[str]) -> None:
    """Raises AddressInText where one of `texts` holds one of `addresses`, however it is spaced or cased.

    A threat, not a style rule: what is handed over tells him where to go.
    """
    for address in addresses:
        for field, text in texts.items():
            if _holds(text, address):
                raise AddressInText(field)


def _holds(text: str, address: str) -> bool:
    """Does `text` hold the address as a whole, or its own words together with its house number?"""
    said, sought = _words(text), _words(address)
    if len("".join(sought)) < 6:  # "дом 5" alone would refuse half of all texts
        return False
    if "".join(sought) in "".join(said):
        return True
    names = [
        word
        for before, word, after in zip(["", *sought], sought, [*sought[1:], ""], strict=False)
        if len(word) > 3
        and word not in _GENERIC
        and not word[0].isdigit()
        and before not in _TOWN_FOLLOWS
        and after not in _TOWN_BEFORE
    ]
    numbers = [word for word in sought if word[0].isdigit()]
    if not names or not numbers:
        return False
    places = [
        i
        for i, word in enumerate(said)
        if any(word.startswith(name[: max(4, len(name) - 3)]) for name in names)
    ]
    return any(number in said[max(0, i - 4) : i + 6] for i in places for number in numbers)


# The name of a town is no address: it stands in half of all texts beside some number.
_TOWN_FOLLOWS = frozenset({"г", "город", "с", "село", "пос", "поселок", "city", "обл"})
_TOWN_BEFORE = frozenset({"қ", "қаласы", "ауылы", "облысы", "ауданы", "область", "район", "city", "region"})
# Words that stand in every address and say nothing of this one.
_GENERIC = frozenset(
    "улица проспект переулок микрорайон город село область район квартира корпус подъезд этаж дома "
    "көшесі даңғылы қаласы ауылы облысы ауданы пәтері пәтер шағын корпусы қабат "
    "street avenue city village region district flat apartment floor".split()
)


def _words(text: str) -> list[str]:
    return re.findall(r"\d+|[^\W\d_]+", text.casefold().replace("ё", "е"))
