"""Components for every face: fields, error summaries, notices, states, clocks, times.

`{% load ui %}`, then

    {% error_summary form %}                      linked to the fields; nothing when the form is clean
    {% field form.name %}                         label, hint, error, control; `page=True`: as the <h1>
    {% button "Go on" %}                          `name= value= look="plain|quiet|warn|small"`
    {% notice "care" %}...{% endnotice %}         "" (note), "care" (look here), "done"
    {% state "waiting" "wait" %}                  a tag: "", good, wait, due, high, off
    {% definitions rows %}                        rows of (name, value)
    {% data_table caption heads rows %}           a table that stacks on a phone
    {% timeline rows %}                           rows with title, at, text, kind (done, "", care)
    {% due label at state basis %}                state: running, met, missed
    {{ at|moment }}  {{ at|day }}                 22.11.2026, 18:05 (UTC+5)

Nothing here builds a style attribute or a script: the content security policy forbids both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from django import forms, template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()
# One offset in the whole country since 1 March 2024; an old time-zone table may not know it.
LOCAL = timezone(timedelta(hours=5))
# Values of the two answers that stand beside every list of words (see ui.interview).
OTHER_ANSWERS = ("-unknown", "-declined")


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: forms.BaseForm | None, title: str = "") -> dict[str, Any]:
    """Every fault of the form, each linked to its field; renders nothing when there is none."""
    rows: list[tuple[str, str]] = []
    if form is not None and form.is_bound:
        rows += [("", str(fault)) for fault in form.non_field_errors()]
        for bound in form:
            rows += [(_target(bound), str(fault)) for fault in bound.errors]
    return {"rows": rows, "title": title}


def _target(bound: forms.BoundField) -> str:
    """The id to jump to: a group's first control, so that focus lands where the answer is given."""
    if bound.field.widget.use_fieldset:
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label or bound.auto_id)


class Option:
    """One radio or checkbox of a group, with the line under it where the field gives one."""

    def __init__(self, bound: Any, more: str) -> None:
        self.tag, self.choice_label, self.id_for_label = bound.tag, bound.choice_label, bound.id_for_label
        self.more = more
        self.chosen = bool(bound.data.get("selected"))


@register.inclusion_tag("ui/field.html")
def field(bound: forms.BoundField, page: bool = False, two: bool = False, label: str = "") -> dict[str, Any]:
    """One field. `page`: its label is the page's heading. `two`: choices in two columns on a wide screen."""
    widget = bound.field.widget
    shown: dict[str, Any] = {"field": bound, "page": page, "two": two, "label": label or bound.label}
    if widget.is_hidden:
        return shown | {"kind": "hidden"}
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        more = getattr(bound.field, "more", {})
        every = [
            (str(b.data["value"]), Option(b, more.get(str(b.data["value"]), ""))) for b in bound.subwidgets
        ]
        folds = [_fold(line, words, every) for line, words in getattr(bound.field, "folds", ())]
        folded = {option for fold in folds for option in fold["options"]}
        return shown | {
            "kind": "group",
            "options": [
                option for value, option in every if value not in OTHER_ANSWERS and option not in folded
            ],
            "folds": folds,
            "others": [option for value, option in every if value in OTHER_ANSWERS],
        }
    return shown | {"kind": "single" if isinstance(widget, forms.CheckboxInput) else "input"}


def _fold(line: str, words: Sequence[str], every: Sequence[tuple[str, Option]]) -> dict[str, Any]:
    """Options under one line, open where one is chosen: what was answered is not out of sight."""
    options = [option for value, option in every if value in words]
    return {"line": line, "options": options, "open": any(option.chosen for option in options)}


@register.simple_tag
def button(label: str, name: str = "", value: str = "", look: str = "", form: str = "") -> SafeString:
    """A submit button. With `name`, which one was pressed can be read from the POST."""
    classes = " ".join(["button", *(f"button--{word}" for word in look.split())])
    named = format_html(' name="{}" value="{}"', name, value) if name else SafeString("")
    owner = format_html(' form="{}"', form) if form else SafeString("")
    free = SafeString(" formnovalidate") if "quiet" in look or "plain" in look else SafeString("")
    return format_html('<button class="{}"{}{}{}>{}</button>', classes, named, owner, free, label)


@register.simple_block_tag
def notice(content: str, kind: str = "") -> SafeString:
    """A framed remark; `care` for what must not be missed, `done` for what was done."""
    look = f"notice notice--{kind}" if kind else "notice"
    return format_html('<div class="{}">{}</div>', look, content)


@register.simple_tag
def state(text: str, kind: str = "") -> SafeString:
    """A state as a tag. The words carry the meaning; the colour only repeats it."""
    return format_html('<span class="tag{}">{}</span>', f" tag--{kind}" if kind else "", text)


@register.inclusion_tag("ui/definitions.html")
def definitions(rows: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {"rows": rows}


@register.inclusion_tag("ui/table.html")
def data_table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], hide_caption: bool = False
) -> dict[str, Any]:
    """A table whose rows become small cards below 40em; each cell then carries its column's name."""
    paired = [list(zip(heads, row, strict=True)) for row in rows]
    return {"caption": caption, "heads": heads, "rows": paired, "hide_caption": hide_caption}


@register.inclusion_tag("ui/timeline.html")
def timeline(rows: Iterable[Any]) -> dict[str, Any]:
    return {"rows": rows}


DUE_TAGS = {"running": "due", "met": "good", "missed": "high"}


@register.inclusion_tag("ui/due.html")
def due(label: str, at: datetime | None, state: str = "running", basis: str = "") -> dict[str, Any]:
    """A clock in one line: what, by when, whether it was kept, and the article or rule it comes from."""
    names = {"running": _("running"), "met": _("kept"), "missed": _("missed")}
    return {
        "label": label,
        "at": at,
        "state": state,
        "basis": basis,
        "tag": DUE_TAGS.get(state, "wait"),
        "state_name": names.get(state, state),
    }


def _local(at: datetime | str) -> datetime | date:
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    return at.astimezone(LOCAL) if at.tzinfo else at


@register.filter
def moment(at: datetime | date | str | None) -> str:
    """Day and minute in UTC+5, as written in the country: 22.11.2026, 18:05."""
    if not at:
        return ""
    if isinstance(at, date) and not isinstance(at, datetime):
        return at.strftime("%d.%m.%Y")
    return _local(at).strftime("%d.%m.%Y, %H:%M")


@register.filter
def day(at: datetime | date | str | None) -> str:
    """The day in UTC+5: 22.11.2026."""
    if not at:
        return ""
    if isinstance(at, date) and not isinstance(at, datetime):
        return at.strftime("%d.%m.%Y")
    return _local(at).strftime("%d.%m.%Y")


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or nothing."""
    return mapping.get(key) if hasattr(mapping, "get") else None
