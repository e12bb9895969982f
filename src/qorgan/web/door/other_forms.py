"""Forms of the short way for somebody else: a neighbour, a relative, a teacher. Nothing is required."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from qorgan.practice import witness
from qorgan.practice.text import Text
from qorgan.web.door.forms import STORY_LIMIT, Choice, Data, Plain, line, paragraph, said


def _listed(texts: Mapping[str, Text]) -> list[tuple[str, str]]:
    return [(code, said(text)) for code, text in texts.items()]


class WhatForm(Plain):
    def __init__(self, given: Mapping[str, Any], data: Data = None) -> None:
        super().__init__(data)
        self.fields["a"] = forms.MultipleChoiceField(
            choices=[(sign.id, said(sign.label)) for sign in witness.signs()], required=False,
            widget=forms.CheckboxSelectMultiple, label=_("What did you see or hear?"),
            help_text=_("Tick what fits. You can also go on without ticking anything."),
            initial=given.get("seen"),
        )  # fmt: skip
        self.fields["text"] = paragraph(
            _("In your own words"),
            STORY_LIMIT,
            _("What you saw or heard yourself. What others told you, say so."),
            rows=5,
            initial=given.get("text"),
        )


class WhenForm(Plain):
    def __init__(self, given: Mapping[str, Any], data: Data = None) -> None:
        super().__init__(data)
        self.fields["a"] = Choice(
            [(code, label, "") for code, label in _listed(witness.times())],
            _("Choose one, or leave it empty."),
            label=_("When was it?"), required=False, initial=given.get("when"),
        )  # fmt: skip
        self.fields["b"] = forms.BooleanField(
            required=False, label=_("It has happened before"), initial=bool(given.get("again"))
        )
        self.fields["c"] = line(
            _("Where is it?"),
            _("Street, house and flat, or how to find it. Without it nobody can be sent there."),
            initial=given.get("place"),
        )


class WhoForm(Plain):
    def __init__(self, given: Mapping[str, Any], data: Data = None) -> None:
        super().__init__(data)
        self.fields["a"] = forms.MultipleChoiceField(
            choices=_listed(witness.people()), required=False, widget=forms.CheckboxSelectMultiple,
            label=_("Who may be in danger there?"),
            help_text=_("Tick all that you know of. A child or someone who cannot leave needs other help."),
            initial=given.get("who"),
        )  # fmt: skip


class YouForm(Plain):
    def __init__(self, given: Mapping[str, Any], data: Data = None) -> None:
        super().__init__(data)
        self.fields["a"] = Choice(
            [(code, label, "") for code, label in _listed(witness.relations())],
            _("Choose one, or leave it empty."),
            label=_("Who are you to them?"), required=False, initial=given.get("relation"),
            help_text=_("It is kept apart from what you told. You can leave it empty."),
        )  # fmt: skip
        self.fields["b"] = line(
            _("What may we call you?"),
            _("Any name you like. It need not be your own."),
            initial=given.get("call_me"),
        )


class WordsForm(Plain):
    def __init__(self, keep: bool, data: Data = None) -> None:
        super().__init__(data)
        self.fields["one"] = Choice(
            [
                (
                    "yes",
                    _("Yes, give me six words"),
                    _("With them you see that it was opened, and read and write messages. Nothing else."),
                ),
                (
                    "no",
                    _("No, no words"),
                    _("Nothing to hide and nothing to find. But you cannot look here again."),
                ),
            ],
            _("Choose yes or no."),
            label=_("Do you want words to come back with?"),
            initial="yes" if keep else "no",
        )
