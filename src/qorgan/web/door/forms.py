"""Forms of the door. Names of fields tell nothing, nothing is filled in by the browser, little is required.

A form that is refused keeps what she typed. None asks for an identity number, an address or anyone's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qorgan.practice import safe_contact, safety_plan
from qorgan.practice.data import load
from qorgan.practice.text import Text
from qorgan.web.agencies.models import Agency

Data = Mapping[str, Any] | None
STORY_LIMIT = 20_000
LINE_LIMIT = 200
MESSAGE_LIMIT = 4_000
OFF = {"autocomplete": "off", "autocapitalize": "sentences", "spellcheck": "false"}


def said(text: Text) -> str:
    return text.get((get_language() or "kk")[:2])


class Choice(forms.ChoiceField):
    """Radios, each with an optional second line. Nothing is chosen beforehand unless `initial` says so."""

    widget = forms.RadioSelect

    def __init__(self, options: Sequence[tuple[str, str, str]], missing: str, **kwargs: Any) -> None:
        self.more = {value: more for value, _label, more in options}
        faults = {"required": missing, "invalid_choice": missing}
        super().__init__(choices=[(v, label) for v, label, _more in options], error_messages=faults, **kwargs)


# Control characters, which nobody types or sees. A paste brings them; Django would refuse the whole text.
UNSEEN = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n\r"}


class Typed(forms.CharField):
    """What she types, without the characters that nobody can see."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.translate(UNSEEN) if isinstance(value, str) else value)


def line(label: str, hint: str = "", **kwargs: Any) -> forms.CharField:
    return Typed(
        label=label, help_text=hint, required=False, max_length=LINE_LIMIT, strip=True,
        widget=forms.TextInput(attrs=OFF), **kwargs,
    )  # fmt: skip


def paragraph(label: str, limit: int, hint: str = "", rows: int = 4, **kwargs: Any) -> forms.CharField:
    """Free text. `limit` in characters; the browser does not cut it short, so that a paste is never lost."""
    tall = OFF | {"rows": rows} | ({"class": "tall"} if rows > 8 else {})
    too_long = _(
        "This is longer than we can take at once (%(limit)d characters). Please shorten it a little."
    )
    field = Typed(
        label=label, help_text=hint, max_length=limit, strip=True,
        error_messages={"max_length": too_long % {"limit": limit}},
        widget=forms.Textarea(attrs=tall), **{"required": False} | kwargs,
    )  # fmt: skip
    field.widget.attrs.pop("maxlength", None)
    return field


class Plain(forms.Form):
    def __init__(self, data: Data = None, **kwargs: Any) -> None:
        super().__init__(data=data, auto_id="%s", **kwargs)


class LanguageForm(Plain):
    lang = forms.ChoiceField(choices=[("kk", "kk"), ("ru", "ru"), ("en", "en")])


class ReceiverForm(Plain):
    def __init__(
        self, offices: Sequence[Agency], lines: Mapping[str, str], chosen: str, data: Data = None
    ) -> None:
        super().__init__(data)
        self.fields["who"] = Choice(
            [(str(office.id), office.name, lines[office.kind]) for office in offices],
            _("Choose who should receive this. You can still change it later."),
            label=_("Who should receive this?"),
            initial=chosen or None,
        )


class SomeoneForm(Plain):
    """`heads`: whether this office has someone who could open it alone. Without one, only "no" can
    be sent here: a report that nobody may open would be lost."""

    def __init__(self, conflict: str, who: str, heads: bool, data: Data = None) -> None:
        super().__init__(data)
        self.heads = heads
        self.fields["one"] = Choice(
            [
                ("no", _("No"), ""),
                ("yes", _("Yes"), _("Then only the head of this office can open it.")),
                (
                    "unsure",
                    _("I am not sure"),
                    _("Then too, only the head of this office can open it."),
                ),
            ],
            _("Choose one of the three answers."),
            label=_("Is there someone at this office who must not see this?"),
            help_text=_("For example, a relative or a friend of the person who caused harm."),
            initial=conflict or None,
        )
        self.fields["more"] = line(
            _("Who is it? You can leave this empty."),
            _("Only the head of the office reads this."),
            initial=who,
        )

    def clean_one(self) -> str:
        chosen = str(self.cleaned_data["one"])
        if chosen != "no" and not self.heads:
            raise forms.ValidationError(
                _("At this office nobody could open it alone. Please choose another office.")
            )
        return chosen


class ReadingForm(Plain):
    def __init__(self, fallback: bool, data: Data = None) -> None:
        super().__init__(data)
        self.fields["also"] = forms.BooleanField(
            required=False,
            initial=fallback,
            label=_("If nobody has opened it by then, let line 111 open it too"),
        )


class StoryForm(Plain):
    def __init__(self, story: str, data: Data = None) -> None:
        super().__init__(data)
        self.fields["text"] = paragraph(
            _("In your own words, what happened?"),
            STORY_LIMIT,
            _("Write as much or as little as you want. Mistakes do not matter."),
            rows=12,
            initial=story,
        )


class ContactForm(Plain):
    def __init__(self, wanted: str, data: Data = None) -> None:
        super().__init__(data)
        self.fields["one"] = Choice(
            [
                (
                    "i_will_return",
                    _("I will come back here myself"),
                    _("With your words. The system lets nobody call or write to you."),
                ),
                (
                    "yes",
                    _("You may contact me, in a way that I choose"),
                    _("On the next page you say how, when, and what is safe."),
                ),
                ("no", _("Do not contact me"), _("The system lets nobody call or write to you.")),
            ],
            _("Choose one of the three answers."),
            label=_("May someone contact you?"),
            initial=wanted,
        )


HOW_FIELDS = {
    "a": "channel", "b": "value", "c": "safe_days", "d": "safe_from", "e": "safe_until", "f": "text_ok",
    "g": "voicemail_ok", "h": "who_may_answer", "i": "caller_identity", "j": "code_word",
    "k": "do_not_contact",
}  # fmt: skip


class HowForm(Plain):
    """Her safe-contact rules. The rules themselves are checked by `practice.safe_contact`."""

    def __init__(self, rules: Mapping[str, Any], data: Data = None) -> None:
        super().__init__(data)
        listed = load("safe_contact")
        label = {
            code: said(Text.of(raw, code)) for code, raw in (listed["channels"] | listed["days"]).items()
        }
        given = {name: rules.get(name) for name in HOW_FIELDS.values()}
        self.fields["a"] = Choice(
            [(code, label[code], "") for code in listed["chosen_channels"]],
            said(Text.of(listed["errors"]["channel"], "channel")),
            label=_("Which way is safe?"), required=False, initial=given["channel"],
        )  # fmt: skip
        self.fields["b"] = line(_("Number or address for this"), initial=given["value"])
        self.fields["c"] = forms.MultipleChoiceField(
            choices=[(day, label[day]) for day in listed["days"]], required=False,
            widget=forms.CheckboxSelectMultiple, label=_("On which days is it safe?"),
            initial=given["safe_days"],
        )  # fmt: skip
        self.fields["d"] = _clock(_("Safe from"), given["safe_from"], "09:00")
        self.fields["e"] = _clock(_("Safe until"), given["safe_until"], "18:00")
        self.fields["f"] = _tick(_("A short text message is safe too"), given["text_ok"])
        self.fields["g"] = _tick(_("A voice message is safe too"), given["voicemail_ok"])
        self.fields["h"] = line(
            _("Who may answer?"),
            _("For example: only me, or my sister too."),
            initial=given["who_may_answer"],
        )
        self.fields["i"] = line(
            _("How should the caller introduce themselves?"),
            _("For example: as a clinic or a shop."),
            initial=given["caller_identity"],
        )
        self.fields["j"] = line(
            _("A word that shows it is really you"),
            _("You can agree on any word."),
            initial=given["code_word"],
        )
        self.fields["k"] = paragraph(
            _("Who must never be contacted or told?"), 1000,
            _("One on each line. You can write “my husband”, without a name."),
            rows=3, initial="\n".join(given["do_not_contact"] or ()),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names = {rule: name for name, rule in HOW_FIELDS.items()}
        for rule, text in safe_contact.validate(self.rules(cleaned)).items():
            name = names.get(rule)
            if name and name not in self.errors:
                self.add_error(name, said(text))
        return cleaned

    @staticmethod
    def rules(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """As `practice.safe_contact.SafeContact.from_json` reads them."""
        found: dict[str, Any] = {rule: cleaned.get(name) for name, rule in HOW_FIELDS.items()}
        people = [one.strip() for one in (found["do_not_contact"] or "").splitlines() if one.strip()]
        return found | {"contact_wanted": "yes", "do_not_contact": people}


def in_short(rules: Mapping[str, Any]) -> str:
    """Her safe-contact rules in one line, so that she can see a wrong digit before she sends."""
    listed = load("safe_contact")
    days = [said(Text.of(listed["days"][day], day)) for day in rules.get("safe_days") or ()]
    channel = str(rules["channel"])
    way = said(Text.of(listed["channels"][channel], channel))
    return f"{way}: {rules['value']}; {', '.join(days)}; {rules['safe_from']}–{rules['safe_until']}"


def _clock(label: str, initial: str | None, like: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=5, initial=initial,
        widget=forms.TextInput(attrs=OFF | {"class": "short", "placeholder": like}),
    )  # fmt: skip


def _tick(label: str, initial: bool | None) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=bool(initial))


class YouForm(Plain):
    def __init__(self, identity: Mapping[str, str], data: Data = None) -> None:
        super().__init__(data)
        self.fields["a"] = line(
            _("What may we call you?"),
            _("Any name you like. It need not be your own."),
            initial=identity.get("call_me"),
        )
        self.fields["b"] = line(
            _("Your name, only if you want to give it"),
            _("Some help, such as an order, needs a name later. It can wait."),
            initial=identity.get("name"),
        )


class WordsForm(Plain):
    def __init__(self, keep: bool, scope: str, data: Data = None) -> None:
        super().__init__(data)
        self.fields["one"] = Choice(
            [
                (
                    "yes",
                    _("Yes, give me six words"),
                    _("With them you can come back and see where things stand."),
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
        self.fields["two"] = Choice(
            [
                (
                    "status",
                    _("Only where things stand"),
                    _("Whoever finds the words sees the steps, and not what you wrote."),
                ),
                (
                    "messages",
                    _("Also messages both ways"),
                    _("Whoever finds the words can read the messages, and write as you."),
                ),
                (
                    "plan",
                    _("Also a safety plan made with you"),
                    _("Whoever finds the words can read the plan too."),
                ),
            ],
            _("Choose what the words should open."),
            label=_("What should the words open?"),
            initial=scope,
            required=False,
        )


class ReturnForm(Plain):
    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.fields["text"] = paragraph(
            _("Your six words"),
            400,
            _("In the right order, with spaces between them. Capital letters do not matter."),
            rows=2,
            required=True,
        )
        self.fields["text"].error_messages["required"] = _("Write your six words here.")


class MessageForm(Plain):
    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.fields["text"] = paragraph(_("Write a message"), MESSAGE_LIMIT, rows=4, required=True)
        self.fields["text"].error_messages["required"] = _("Write a few words first.")


class NotesForm(Plain):
    """Her own notes to the safety plan."""

    def __init__(self, notes: str, data: Data = None) -> None:
        super().__init__(data)
        own = safety_plan.section(safety_plan.OWN)
        self.fields["text"] = paragraph(said(own.label), own.limit, said(own.prompt), rows=5, initial=notes)


class AgreeForm(Plain):
    """Which bundles of a pending referral she agrees to."""

    def __init__(self, bundles: Sequence[tuple[str, str]], data: Data = None) -> None:
        super().__init__(data)
        self.fields["some"] = forms.MultipleChoiceField(
            choices=bundles, required=False, widget=forms.CheckboxSelectMultiple,
            label=_("What may be shared?"), help_text=_("Tick only what you agree to."),
        )  # fmt: skip
