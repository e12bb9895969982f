"""The desk's forms. They check shape only: what is allowed is decided by the rooms and practice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from qorgan.practice import danger as danger_rule
from qorgan.practice import safe_contact
from qorgan.web.agencies.models import Agency
from qorgan.web.desk import words

LONG_TEXT = 16_000
LINE = 300


class Choice(forms.ChoiceField):
    """One of several radios; `more` puts a line under a choice."""

    def __init__(
        self, choices: Iterable[tuple[str, str]], more: dict[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(choices=list(choices), widget=forms.RadioSelect, **kwargs)
        self.more = more or {}


class Several(forms.MultipleChoiceField):
    """Any of several boxes; `more` puts a line under a choice."""

    def __init__(
        self, choices: Iterable[tuple[str, str]], more: dict[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(choices=list(choices), widget=forms.CheckboxSelectMultiple, **kwargs)
        self.more = more or {}


def text_area(label: str, hint: str = "", required: bool = True, limit: int = LONG_TEXT) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=limit,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write it here.")},
    )


class NoteForm(forms.Form):
    """A note and the part of the record it belongs to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = text_area(_("Note"), _("Facts, not judgements. She may ask to see it."))
        self.fields["compartment"] = forms.ChoiceField(
            label=_("Part of the record"), choices=list(words.table("note_part").items()), initial="services"
        )


class MessageForm(forms.Form):
    """A message into her view."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = text_area(
            _("Message"),
            _("Short and calm. No names, no places, nothing that harms her if someone else reads it."),
            limit=2000,
        )


class DangerForm(forms.Form):
    """Every sign with its five answers, the worker's or her concern, and the line of reason."""

    def __init__(self, *args: Any, answers: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(code, words.said(text)) for code, text in danger_rule.answers().items()]
        for flag in danger_rule.flags():
            self.fields[flag.id] = Choice(
                options,
                label=words.said(flag.question),
                help_text=words.said(flag.why),
                required=False,
                initial=(answers or {}).get(flag.id, "not_asked"),
            )
        self.fields["concern"] = forms.BooleanField(
            required=False,
            label=_(
                "She, or I, fear that something worse may happen. This alone is enough for the highest level."
            ),
        )
        self.fields["reason"] = forms.CharField(
            required=False,
            max_length=LINE,
            label=_("Reason in one line"),
            help_text=_(
                "Needed for a concern, and for lowering the level. "
                "Lowering needs a second person and 72 hours after a critical sign."
            ),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("concern") and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Write in one line what the concern is."))
        return cleaned

    def answers(self) -> dict[str, str]:
        return {flag.id: self.cleaned_data.get(flag.id) or "not_asked" for flag in danger_rule.flags()}


def _bundles(required: bool = True) -> Several:
    return Several(
        words.table("bundle").items(),
        words.table("bundle_plain"),
        required=required,
        label=_("What she agrees to share"),
        error_messages={"required": _("Choose at least one part, as she said it.")},
    )


class ConsentForm(forms.Form):
    """Her spoken or written agreement: one agency, some of the four bundles."""

    def __init__(self, agencies: list[Agency], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(agency.pk): agency for agency in agencies}
        self.fields["agency"] = forms.ChoiceField(
            label=_("Agency"),
            choices=[("", "-"), *((pk, a.name) for pk, a in self.agencies.items())],
            error_messages={"required": _("Choose the agency.")},
        )
        self.fields["bundles"] = _bundles()
        self.fields["how"] = Choice(
            words.table("how").items(),
            label=_("How she agreed"),
            error_messages={"required": _("Say how she agreed.")},
        )
        self.fields["statement"] = text_area(
            _("In which words, in which language, who else was there"), required=False, limit=2000
        )
        self.fields["told"] = forms.BooleanField(
            label=_(
                "I told her: she may refuse and still gets help; she may stop it at any time; "
                "what was read cannot be taken back."
            ),
            error_messages={"required": _("Tell her this first, then tick it.")},
        )


class ReferralForm(forms.Form):
    """A draft of a referral."""

    def __init__(self, agencies: list[Agency], *args: Any, urgency: str = "other", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(agency.pk): agency for agency in agencies}
        self.fields["to_agency"] = forms.ChoiceField(
            label=_("To which agency"),
            choices=[("", "-"), *((pk, a.name) for pk, a in self.agencies.items())],
            help_text=_("She chooses. Never send her to reconciliation."),
            error_messages={"required": _("Choose the agency.")},
        )
        self.fields["service"] = Choice(
            words.table("service").items(),
            label=_("Which help"),
            error_messages={"required": _("Choose which help is asked for.")},
        )
        self.fields["urgency"] = Choice(
            words.table("urgency").items(),
            label=_("How soon they must answer"),
            initial=urgency,
            help_text=_("Proposed from the danger level. It sets the deadline."),
        )
        self.fields["bundles"] = _bundles()
        self.fields["summary"] = text_area(
            _("What is asked for"),
            _("Only what the other agency needs. Read it to her before she agrees."),
            limit=4000,
        )


class ConsentToReferralForm(forms.Form):
    """Her agreement to one referral."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"] = Choice(
            words.table("how").items(),
            label=_("How she agreed"),
            error_messages={"required": _("Say how she agreed.")},
        )
        self.fields["text"] = text_area(
            _("In which words, in which language, who else was there"), required=False, limit=2000
        )


class ReasonForm(forms.Form):
    """A reason from a list, with a line of one's own."""

    def __init__(self, *args: Any, kind: str, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["choice"] = Choice(
            words.table(kind).items(), label=label, error_messages={"required": _("Choose one of these.")}
        )
        self.fields["text"] = text_area(_("More, if it helps"), required=False, limit=2000)

    def written(self) -> str:
        """The choice in words, with what was added."""
        added = self.cleaned_data.get("text", "").strip()
        chosen = words.of(self.kind, self.cleaned_data["choice"])
        return f"{chosen}. {added}" if added else chosen


class LineForm(forms.Form):
    """One line or paragraph, needed or not."""

    def __init__(self, *args: Any, label: str, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = text_area(label, required=required, limit=2000)
        self.fields["text"].error_messages["required"] = _("Write it in a line.")


class CallForm(forms.Form):
    """A call to plan."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = words.table("call_reason")
        planned = ("follow_up", "she_asked", "danger_review", "consent", "referral", "withdrawal")
        self.fields["reason"] = Choice(
            ((code, reasons[code]) for code in planned), label=_("Why"), initial="follow_up"
        )
        ways = words.table("channel")
        self.fields["channel"] = Choice(ways.items(), label=_("Which way"), initial="call")


class OutcomeForm(forms.Form):
    """What came of a call."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = Choice(
            words.table("outcome").items(),
            label=_("What came of it"),
            error_messages={"required": _("Choose one of these.")},
        )
        self.fields["note"] = text_area(
            _("Note"), _("What she wants next, and whether the safe times are still right."), required=False
        )


class SafeContactForm(forms.Form):
    """Her rules, read through together with her."""

    def __init__(self, *args: Any, rules: safe_contact.SafeContact | None = None, **kwargs: Any) -> None:
        now = dict((rules or safe_contact.SafeContact()).to_json())
        now["do_not_contact"] = "\n".join(now["do_not_contact"])  # type: ignore[arg-type]
        kwargs["initial"] = now
        super().__init__(*args, **kwargs)
        chosen = safe_contact.chosen_channels()
        ways = [(code, label) for code, label in words.table("channel").items() if code in chosen]
        time = forms.TextInput(
            {"class": "short", "inputmode": "numeric", "placeholder": "09:00", "autocomplete": "off"}
        )
        self.fields |= {
            "contact_wanted": Choice(words.table("wish").items(), label=_("Does she want to be reached")),
            "channel": Choice([("", _("none")), *ways], label=_("Which way is safe"), required=False),
            "value": forms.CharField(label=_("Number or address"), required=False, max_length=200),
            "safe_days": Several(words.table("day").items(), label=_("Safe days"), required=False),
            "safe_from": forms.CharField(label=_("Safe from"), required=False, widget=time),
            "safe_until": forms.CharField(label=_("Safe until"), required=False, widget=time),
            "voicemail_ok": forms.BooleanField(label=_("A voice message may be left"), required=False),
            "text_ok": forms.BooleanField(label=_("A text may be sent"), required=False),
            "who_may_answer": forms.CharField(
                label=_("Who else may answer"), required=False, max_length=LINE
            ),
            "caller_identity": forms.CharField(label=_("As whom we call"), required=False, max_length=LINE),
            "code_word": forms.CharField(label=_("Code word"), required=False, max_length=60),
            "do_not_contact": text_area(_("Never speak to (one on a line)"), required=False, limit=1000),
        }

    def raw(self) -> dict[str, Any]:
        """The rules as `SafeContact.from_json` reads them, without the time of the check."""
        given = dict(self.cleaned_data)
        given["do_not_contact"] = given.get("do_not_contact", "").splitlines()
        return given
