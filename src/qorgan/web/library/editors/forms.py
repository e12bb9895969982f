"""Accounts of editors: a name to sign in with and a password; no mail address has to be given.

A librarian manages editors and is no administrator of the server: nobody is made one here, and a password
that somebody else typed is a start password, which its owner replaces at the first sign-in.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from qorgan.web.library.editors import LIBRARIAN
from qorgan.web.library.editors.models import Editor


def role_name(name: str) -> str:
    """The role in the reader's language."""
    names = {
        "Contributors": _("Contributor: writes and submits"),
        "Reviewers": _("Reviewer: approves or asks for changes"),
        "Librarians": _("Librarian: publishes, retires, manages editors"),
    }
    return str(names.get(name, name))


class Roles(forms.ModelMultipleChoiceField):
    def label_from_instance(self, group: Any) -> str:
        return role_name(group.name)


class NewEditorForm(UserCreationForm):  # type: ignore[misc]
    email = forms.EmailField(required=False, label=_("Email"))
    first_name = forms.CharField(required=False, label=_("First name"))
    last_name = forms.CharField(required=False, label=_("Last name"))
    groups = Roles(
        Group.objects.order_by("pk"), required=False, widget=forms.CheckboxSelectMultiple, label=_("Roles")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("is_superuser", None)

    def save(self, commit: bool = True) -> Any:
        self.instance.must_change_password = True
        return super().save(commit)


class EditorForm(UserEditForm):  # type: ignore[misc]
    email = forms.EmailField(required=False, label=_("Email"))
    first_name = forms.CharField(required=False, label=_("First name"))
    last_name = forms.CharField(required=False, label=_("Last name"))
    groups = Roles(
        Group.objects.order_by("pk"), required=False, widget=forms.CheckboxSelectMultiple, label=_("Roles")
    )
    lost_phone = forms.BooleanField(
        required=False,
        label=_("Her authenticator is lost: set up a new one at the next sign-in"),
        help_text=_("Be sure who asks: meet, or call a number you already had. Give a new password as well."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.editing_self = bool(kwargs.get("editing_self"))
        super().__init__(*args, **kwargs)
        self.fields.pop("is_superuser", None)
        if self.editing_self:
            del self.fields["lost_phone"]
            for name in ("password1", "password2"):
                del self.fields[name]  # her own is changed where the present one is asked for

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        stays = found.get("is_active", True) and any(g.name == LIBRARIAN for g in found.get("groups") or ())
        others = Editor.objects.filter(is_active=True, groups__name=LIBRARIAN).exclude(pk=self.instance.pk)
        was = self.instance.groups.filter(name=LIBRARIAN).exists()
        if was and not stays and not others.exists():
            self.add_error("groups", _("There must be one librarian at least: make another one first."))
        return found

    def validate_password(self) -> None:
        if not self.editing_self:
            super().validate_password()

    def clean_password2(self) -> Any:
        return None if self.editing_self else super().clean_password2()

    def save(self, commit: bool = True) -> Any:
        if self.editing_self:
            self.cleaned_data["password1"] = ""
        elif self.cleaned_data.get("password1"):
            self.instance.must_change_password = True
        editor = super().save(commit)
        if self.cleaned_data.get("lost_phone"):
            Authenticator.objects.filter(user=editor).delete()
        return editor
