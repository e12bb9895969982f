"""What was typed for a paper, as it travels in the form itself. Kept nowhere.

A field that this page does not show keeps its value; one that is shown and left empty is cleared. These are
two different things, and a page says which fields it shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from qorgan import law
from qorgan.law.papers import ASKS, Paper, Place, papers
from qorgan.law.vocabulary import UNKNOWN
from qorgan.web.paper.docx import UNSPEAKABLE
from qorgan.web.square.asking import Answers
from qorgan.web.square.catalogue import kz, language

PREFIX = "v."
LANGUAGES = ("en", "ru", "kk")
SHEET = ("address", "phone", "safe_way")


@dataclass(frozen=True)
class Typed:
    """The values by field. A field that is absent was never shown: what the answers say stands there."""

    values: Mapping[str, Any]
    answers: Answers

    def shown(self, name: str) -> Any:
        """What stands in the field on the page."""
        return self.values[name] if name in self.values else self.first(name, language())

    def printed(self, name: str, paper_language: str) -> Any:
        """What stands on the paper: what the answers filled in is said in the paper's own language."""
        value = self.shown(name)
        if isinstance(value, list):
            return value
        if name not in self.values or value and value in {self.first(name, one) for one in LANGUAGES}:
            return self.first(name, paper_language)
        place = papers().places.get(name)
        if place is None:
            return value
        # The page takes no more and no such signs; what a form carried may be anybody's.
        text = UNSPEAKABLE.sub(" ", str(value)[: place.most])
        return text if place.kind != "number" or text.isdecimal() else ""

    def first(self, name: str, lang: str) -> str:
        place = papers().places.get(name)
        return _first(place.first, self.answers, lang) if place is not None and place.first else ""


def _first(source: str, answers: Answers, lang: str) -> str:
    """What the answers to the questions put into a field at first, in a language."""
    facts = answers.facts
    if source == "when":
        when = answers.answered("when")
        return date.fromisoformat(when.value).strftime("%d.%m.%Y") if when.known else ""
    if source == "articles":
        return _articles(answers, lang)
    value = facts.get(source)
    if value in (None, UNKNOWN, "none"):
        return ""
    words = kz().fact(source).words
    said = [words[one][lang] for one in (value if isinstance(value, list) else [value]) if one in words]
    text = "; ".join(said)
    return text[:1].upper() + text[1:] + ("." if source in ("acts", "harm") and text else "")


def _articles(answers: Answers, lang: str) -> str:
    if not answers.facts.get("acts"):
        return ""
    try:
        found = kz().assess(answers.facts, answers.day, guide=False).applying
    except law.BadFacts:
        return ""
    return ", ".join(kz().short_name(one.id, lang) for one in found)


def steps(paper: Paper) -> list[tuple[str, ...]]:
    """The pages of a paper; the confidential sheet is the last."""
    return [*paper.steps, SHEET]


def read(paper: Paper, posted: QueryDict, answers: Answers) -> Typed:
    """The values a page sent: shown ones as they stand, others as it carried them."""
    values: dict[str, Any] = {}
    shown = posted.get("shown", "").split()
    for name in (*paper.places, *SHEET):
        key = f"{PREFIX}{name}"
        if key not in posted and name not in shown:
            continue
        if name == ASKS:
            values[name] = [one for one in posted.getlist(key) if one in paper.asks]
        else:
            values[name] = posted.get(key, "")
    return Typed(values, answers)


def carried(paper: Paper, typed: Typed, shown: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Hidden fields for what this page does not show. An empty value is carried too: it was cleared."""
    pairs = []
    for name in (*paper.places, *SHEET):
        if name in shown or name not in typed.values:
            continue
        value = typed.values[name]
        for one in (value or [""]) if isinstance(value, list) else [value]:
            pairs.append((f"{PREFIX}{name}", str(one)))
    return pairs


class PaperForm(forms.Form):
    """The fields of one page of a paper. Nothing is required: an open place is a line to fill in by hand."""

    def __init__(
        self, paper: Paper, names: Sequence[str], typed: Typed, data: QueryDict | None = None
    ) -> None:
        super().__init__(data=data, auto_id="%s")
        for name in names:
            if name == ASKS:
                self.fields[f"{PREFIX}{name}"] = forms.MultipleChoiceField(
                    choices=[(id, _upper(one["label"][language()])) for id, one in paper.asks.items()],
                    required=False, widget=forms.CheckboxSelectMultiple, label=_("What you ask for"),
                    initial=typed.shown(name) or [],
                )  # fmt: skip
            else:
                self.fields[f"{PREFIX}{name}"] = _field(papers().places[name], typed.shown(name))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _field(place: Place, value: Any) -> forms.Field:
    common: dict[str, Any] = {
        "required": False, "label": place.label[language()], "help_text": place.hint.get(language(), ""),
        "initial": value,
    }  # fmt: skip
    attrs = {"autocomplete": "off"}
    if place.kind == "number":
        return forms.IntegerField(
            min_value=place.low, max_value=place.high,
            error_messages={"invalid": _("Write a number, such as 3.")},
            widget=forms.TextInput(attrs=attrs | {"inputmode": "numeric", "class": "short"}), **common,
        )  # fmt: skip
    widget = (
        forms.Textarea(attrs=attrs | {"rows": "6"}) if place.kind == "text" else forms.TextInput(attrs=attrs)
    )
    return forms.CharField(max_length=place.most, widget=widget, **common)
