"""How a record is written: a draft is kept as it stands, half a date and half a study with it; what it still
needs is said, and asked for before anybody reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from qorgan.web.library.blocks import SourceBlock, StudyBlock

# Blocks of their own, which no draft relaxes: those of the forms are shared, and while one editor's draft is
# saved they ask nothing of another's record either.
WHOLE = {
    "evidence": blocks.StreamBlock([("study", StudyBlock())], required=False),
    "sources": blocks.StreamBlock([("source", SourceBlock())], required=False),
}


class RecordForm(WagtailAdminModelForm):  # type: ignore[misc]
    """The form of a record."""

    def _post_clean(self) -> None:
        self.instance.half_written = self.is_deferred_validation
        try:
            super()._post_clean()
        finally:
            self.instance.half_written = False


def name_blocks(record: Any) -> None:
    """Gives each effect and source the name that its translations are kept under, once. What code puts
    together has none, and would get another one at every reading: its words could not be translated."""
    for name in WHOLE:
        value = getattr(record, name)
        list(value)
        setattr(record, name, value.get_prep_value())


def faults_of_blocks(record: Any) -> dict[str, list[ValidationError]]:
    """What is missing or wrong in the study and the sources, by field."""
    found = {}
    for name, whole in WHOLE.items():
        list(getattr(record, name))  # as `plain_of` says
        try:
            whole.clean(whole.to_python(getattr(record, name).get_prep_value()))
        except ValidationError as fault:
            found[name] = [ValidationError(said) for said in dict.fromkeys(_said(fault, whole))]
    return found


def _said(fault: ValidationError, block: Any, label: str = "") -> Iterator[str]:
    """Every fault inside, with the name of the part that it is about."""
    inside: Any = getattr(fault, "block_errors", None)
    if isinstance(fault, StructBlockValidationError):
        for name, one in inside.items():
            yield from _said(one, block.child_blocks[name], str(block.child_blocks[name].label))
    elif isinstance(fault, ListBlockValidationError):
        for one in inside.values() if isinstance(inside, dict) else inside:
            if one is not None:
                yield from _said(one, block.child_block, label)
    elif isinstance(fault, StreamBlockValidationError):
        child = next(iter(block.child_blocks.values()))
        for one in inside.values():
            yield from _said(one, child, label)
    for one in getattr(fault, "non_block_errors", ()) if inside is not None else fault.messages:
        text = " ".join(one.messages) if isinstance(one, ValidationError) else str(one)
        yield f"{label}: {text}" if label else text
