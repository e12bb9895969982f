"""The public's form: a resource that the library should know. No account, no cookie, no JavaScript."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from qorgan.catalogue.record import is_address
from qorgan.web.library.comments import persons
from qorgan.web.library.comments.pages import cleaned, refusal
from qorgan.web.library.crowd import TooMany
from qorgan.web.library.models import Call
from qorgan.web.library.suggesting import take_in
from qorgan.web.library.suggestion_models import LANGUAGES
from qorgan.web.library.templatetags.library import to


class SuggestionForm(forms.Form):
    """`more` is for programs that fill in whatever they find: people do not see it."""

    title = forms.CharField(label=_("What is it called?"), max_length=300)
    address = forms.CharField(
        label=_("Its address on the web, if there is one"), max_length=1000, required=False
    )
    why = forms.CharField(
        label=_("What is it, and whom does it help?"),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    language = forms.ChoiceField(label=_("In which language is it?"), choices=LANGUAGES)
    more = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def clean_title(self) -> str:
        return self._needed(cleaned(str(self.cleaned_data["title"])))

    def clean_why(self) -> str:
        return self._needed(cleaned(str(self.cleaned_data["why"])))

    def _needed(self, text: str) -> str:
        """Signs that nobody sees are no answer."""
        if not text:
            raise ValidationError(self.fields["title"].error_messages["required"])
        return text

    def clean_address(self) -> str:
        given = str(self.cleaned_data["address"]).strip()
        if given and "://" not in given:
            given = f"https://{given}"
        if given and not (is_address(given) and "." in str(urlsplit(given).hostname)):
            raise ValidationError(
                gettext("This is no address of the web. Leave it out, or copy it once more.")
            )
        if given and (one := persons.person_behind(given)):
            raise refusal(one)
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest) -> HttpResponse:
    """The call, the form, and what becomes of it."""
    call = Call.present()
    context: dict[str, Any] = {"call": call.said((get_language() or "kk")[:2]), "open": call.open}
    if request.method == "POST" and call.open:
        form = SuggestionForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                if not given["more"]:
                    take_in(request, given["title"], given["address"], given["why"], given["language"])
                return HttpResponseRedirect(f"{to('contribute')}&sent=1")
            except TooMany:
                context |= {"form": form, "too_many": True}
                return render(request, "library/contribute.html", context, status=429)
        return render(request, "library/contribute.html", context | {"form": form}, status=422)
    context |= {"form": SuggestionForm(initial={"language": (get_language() or "kk")[:2]})}
    return render(request, "library/contribute.html", context | {"sent": "sent" in request.GET})
