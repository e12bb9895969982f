"""A record that would tell where people hide is not published."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from qorgan.catalogue import places


def places_of_shelters(record: Any) -> dict[str, ValidationError]:
    """Fields that seem to tell where a shelter is. Threat: a partner who looks for her."""
    plain = ("title", "summary", "original_title", "publisher")
    texts = {name: getattr(record, name) or "" for name in plain}
    texts |= {name: ", ".join(map(str, getattr(record, name) or ())) for name in ("authors", "keywords")}
    texts["sources"] = " ".join(
        f"{block.value.get('address') or ''} {block.value.get('note') or ''}" for block in record.sources
    )
    about = "\n".join(texts.values())
    found = [name for name, text in texts.items() if places.of_a_shelter(about, text)]
    if places.HIDING.search(about) and places.leads_to_a_place(record.address or ""):
        found.append("address")
    said = _(
        "This seems to tell where a shelter or a crisis centre is. Take out the street, the house, the "
        "coordinates or the map."
    )
    return {name: ValidationError(said) for name in found}
