"""The form on a record: tell the librarians. No account, no cookie, no script; nothing of it is published."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from qorgan.catalogue import places
from qorgan.catalogue.identifiers import is_identifier
from qorgan.catalogue.record import NO_SIGNS
from qorgan.web.library import shelf
from qorgan.web.library.comments import persons
from qorgan.web.library.comments.models import KINDS, LONGEST, ExperienceNote
from qorgan.web.library.comments.taking import take_in
from qorgan.web.library.crowd import TooMany
from qorgan.web.library.templatetags.library import language, to

WORDS = {
    persons.PHONE: _("a telephone number"),
    persons.IDENTITY: _("an identity number"),
    persons.MAIL: _("an address of mail"),
    persons.ACCOUNT: _("somebody's account"),
    persons.PLACE: _("the place of a house"),
}
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def cleaned(text: str) -> str:
    """A text of a public form as it is kept. Raises ValidationError, by the part that leads to a person."""
    # Put in by other programs around what is copied, and seen by nobody: whoever sends it cannot take it out.
    text = TURNS.sub("", text.replace("\r\n", "\n")).strip()
    if NO_SIGNS.search(text):
        raise ValidationError(gettext("There are signs in it that no text has."))
    found = persons.persons_in(text)
    if found:
        raise ValidationError([refusal(one) for one in found[:5]])
    return text if places.INVISIBLE.sub("", text).strip() else ""


def refusal(one: persons.Person) -> ValidationError:
    return ValidationError(
        gettext("“%(part)s” looks like %(what)s. Take it out and send once more; nothing was kept.")
        % {"part": one.part[:60], "what": WORDS[one.what]}
    )


class RemarkForm(forms.Form):
    """`more` is for programs that fill in whatever they find: people do not see it."""

    kind = forms.ChoiceField(label=_("What do you want to say?"), choices=KINDS, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In a few words"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_("At most 2,000 characters. Write nothing about a person: no name, no number, no place."),
    )
    more = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def clean_text(self) -> str:
        """Refuses a text that leads to a person, and says by which part."""
        return cleaned(str(self.cleaned_data["text"]))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if (
            found.get("kind") in ("wrong", "out_of_date")
            and not found.get("text")
            and "text" not in self.errors
        ):
            self.add_error("text", gettext("Say in a few words what is wrong, so that it can be found."))
        return found


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, name: str) -> HttpResponse:
    """The form on its own page, what was refused, and thanks. Raises Http404."""
    value = shelf.one(name) if is_identifier(name) else None
    if value is None:
        raise Http404
    context: dict[str, Any] = {"record": shelf.shown(value), "value": value}
    if request.method != "POST":
        context |= {"form": RemarkForm(), "sent": "sent" in request.GET}
        return render(request, "library/comments/tell.html", context)
    form = RemarkForm(request.POST)
    context["form"] = form
    if not form.is_valid():
        return render(request, "library/comments/tell.html", context, status=422)
    given = form.cleaned_data
    try:
        if not given["more"]:
            take_in(request, name, given["kind"], given["text"], language())
    except TooMany:
        return render(request, "library/comments/tell.html", context | {"too_many": True}, status=429)
    return HttpResponseRedirect(f"{to('tell', name)}&sent=1")


def of_record(identifier: str) -> dict[str, Any]:
    """What a record's page shows: the notes of the librarians, and an empty form."""
    found = ExperienceNote.objects.filter(identifier=identifier, live=True)
    notes = [(one, one.said(language())) for one in found]
    return {"notes": notes, "remark": RemarkForm()}
