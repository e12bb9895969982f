"""Forms about accounts: new ones, admission, passwords and second factors. They check shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qorgan.web.agencies.models import KEYLESS_ROLES, Role
from qorgan.web.agencies.passkeys import NAME_LENGTH
from qorgan.web.desk.forms import Choice


class MemberForm(forms.Form):
    """A new account: a name and a role, no keys."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(str(code), str(label)) for code, label in Role.choices if code not in KEYLESS_ROLES]
        self.fields["display_name"] = forms.CharField(
            label=_("Name"), max_length=120, help_text=_("As colleagues know this person.")
        )
        self.fields["username"] = forms.SlugField(
            label=_("User name"),
            max_length=60,
            help_text=_("Latin letters, digits and hyphens. It cannot be changed."),
        )
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=roles)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            choices=[("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")],
            initial=(get_language() or "kk")[:2],
        )


class AdmitForm(forms.Form):
    """A supervisor's word that the six words were the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["same"] = forms.BooleanField(
            label=_("I sat with this person, I know who it is, and all six words were the same."),
            error_messages={"required": _("Compare the words face to face first, then tick this.")},
        )


def secret_field(
    label: str, hint: str = "", complete: str = "new-password", required: bool = True
) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": complete})
    return forms.CharField(
        label=label, help_text=hint, widget=widget, max_length=200, strip=False, required=required
    )


class BeginForm(forms.Form):
    """From the start password to one's own; `old_keys`: the old password, where somebody still knows it."""

    def __init__(self, *args: Any, old_keys: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"] = secret_field(_("Start password"), complete="current-password")
        if old_keys:
            self.fields["old"] = secret_field(
                _("Your old password, if you still know it"),
                _("Then you keep your keys and nothing is lost. Leave it empty if you have forgotten it."),
                complete="off",
                required=False,
            )
        self.fields["new"] = secret_field(_("Your own password"), _password_hint())
        self.fields["again"] = secret_field(_("The same again"))

    def clean(self) -> dict[str, Any]:
        cleaned = _same_twice(self, super().clean() or {})
        if cleaned.get("new") and cleaned.get("new") == cleaned.get("start"):
            self.add_error("new", _("Choose another one than the start password."))
        return cleaned


class OwnPasswordForm(forms.Form):
    """The password there is, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["current"] = secret_field(_("The password you have now"), complete="current-password")
        self.fields["new"] = secret_field(_("New password"), _password_hint())
        self.fields["again"] = secret_field(_("The same again"))

    def clean(self) -> dict[str, Any]:
        return _same_twice(self, super().clean() or {})


class ResetForm(forms.Form):
    """Why a colleague gets a new beginning, and that it is done face to face."""

    def __init__(self, reasons: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = Choice(
            reasons.items(),
            label=_("What happened"),
            error_messages={"required": _("Say what happened: it stands on the record.")},
        )
        self.fields["sure"] = forms.BooleanField(
            label=_("This person stands before me, asked for it, and knows what is written above."),
            error_messages={"required": _("Do this only face to face.")},
        )


def _password_hint() -> str:
    return _("At least 14 characters. Four or five words that do not belong together are good.")


def _same_twice(form: forms.Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
        form.add_error("again", _("The two passwords differ."))
    return cleaned


class PasskeyForm(forms.Form):
    """A new passkey: what the browser made, what to call it, and the password once more."""

    credential = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = passkey_name()
        self.fields["password"] = forms.CharField(
            label=_("Your password"),
            help_text=_("Once more, so that nobody adds a passkey at a desk that was left open."),
            widget=forms.PasswordInput({"autocomplete": "current-password"}),
            max_length=200,
            strip=False,
        )


class PasskeyNameForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = passkey_name()


def passkey_name() -> forms.CharField:
    return forms.CharField(
        label=_("What to call it"),
        help_text=_("So that you know which device it is on, for example: key on my key ring."),
        max_length=NAME_LENGTH,
    )
