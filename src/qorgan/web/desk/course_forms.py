"""Forms of a case's course, its closing, and who may open it. They check shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from qorgan.web.agencies.models import Member
from qorgan.web.desk import words
from qorgan.web.desk.forms import Choice, Several, text_area


class PlanForm(forms.Form):
    """What she and the worker agreed to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = text_area(
            _("What was agreed"),
            _("What she wants, who does what and by when. Offices that help on the case can read it."),
        )
        self.fields["with_her"] = forms.BooleanField(
            label=_("She and I went through this together, and she agrees."),
            error_messages={
                "required": _("A plan of help is agreed with her. Go through it together first.")
            },
        )


class ClosingForm(forms.Form):
    """Why the case can be closed, and why what stays open may."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = Choice(
            words.table("close_reason").items(),
            label=_("Reason"),
            error_messages={"required": _("Choose one of these.")},
        )
        self.fields["text"] = text_area(
            _("What was done, and what she says about it"),
            _("Whoever reviews the closing knows the case from these words."),
            limit=2000,
        )
        self.fields["stays_open"] = text_area(
            _("Why what is listed above may stay as it is"),
            _("Needed when something listed there goes on, or the danger is high or not known."),
            required=False,
            limit=2000,
        )


def _people(members: Iterable[Member]) -> dict[str, Member]:
    return {str(member.pk): member for member in members}


def _shown(members: dict[str, Member]) -> list[tuple[str, str]]:
    return [(pk, f"{m.display_name}, {words.role(m.role)}") for pk, m in members.items()]


class ColleagueForm(forms.Form):
    """One colleague out of those who come into question."""

    def __init__(self, members: Iterable[Member], *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = _people(members)
        self.fields["member"] = forms.ChoiceField(
            label=label,
            choices=[("", "-"), *_shown(self.members)],
            error_messages={"required": _("Choose a colleague."), "invalid_choice": _("Choose a colleague.")},
        )

    def chosen(self) -> Member:
        return self.members[self.cleaned_data["member"]]


class RestrictForm(forms.Form):
    """Which colleagues stay, and why."""

    def __init__(self, members: Iterable[Member], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = _people(members)
        self.fields["members"] = Several(
            _shown(self.members), required=False, label=_("Who else may open it, beside you")
        )
        self.fields["text"] = text_area(
            _("Why"),
            _(
                "Who must not see this, or that she wishes it. Those named here can read it, and offices "
                "to which she gave her safe contact."
            ),
            limit=2000,
        )

    def chosen(self) -> list[Member]:
        return [self.members[pk] for pk in self.cleaned_data["members"]]
