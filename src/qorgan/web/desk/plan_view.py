"""The safety plan in words, and the form it is written in. It opens nothing by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from qorgan.practice import safety_plan as rule
from qorgan.web.agencies.models import Agency, Member
from qorgan.web.casework import safety_plan
from qorgan.web.casework.models import Case
from qorgan.web.casework.reading import Opened
from qorgan.web.desk import words
from qorgan.web.ledger.models import Entry


@dataclass(frozen=True)
class OnCase:
    """What the case page says of the plan, from headers: by whom, when, her notes, whether one is missing."""

    who: str
    at: datetime | None
    notes_at: datetime | None
    missing: bool


@dataclass(frozen=True)
class Version:
    """One version as it is read: who, when, and its parts as (name, text)."""

    who: str
    at: datetime
    parts: list[tuple[str, str]]


def on_case(case: Case, member: Member, ledger: Iterable[Entry], agencies: Mapping[Any, Agency]) -> OnCase:
    """`ledger` is what was done in the case, `agencies` are those that it names."""
    plan, notes = safety_plan.recorded(ledger)
    return OnCase(
        _who(plan.actor_role, agencies.get(plan.agency)) if plan else "",
        plan.recorded_at if plan else None,
        notes.recorded_at if notes else None,
        plan is None and safety_plan.missing(case, member),
    )


def _who(role: str, agency: Agency | None) -> str:
    return ", ".join(part for part in (words.role(role), agency.name if agency else "") if part)


def version(row: Opened | None) -> Version | None:
    """A version in words; None where nobody wrote one."""
    if row is None:
        return None
    who = words.role("survivor") if safety_plan.is_hers(row.entry_type) else _who(row.role, row.agency)
    return Version(who, row.at, parts(safety_plan.texts_of(row)))


def parts(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(words.said(rule.section(code).label), text) for code, text in texts.items()]


class PlanForm(forms.Form):
    """Every part that is written together, none required; `seen` is the version that the page showed."""

    def __init__(
        self, texts: Mapping[str, str] | None = None, seen: UUID | None = None, data: Any = None
    ) -> None:
        super().__init__(data, auto_id="plan_%s")
        for one in rule.together():
            self.fields[one.code] = forms.CharField(
                label=words.said(one.label),
                help_text=words.said(one.prompt),
                required=False,
                initial=(texts or {}).get(one.code, ""),
                validators=[_not_longer_than(one.limit)],
                widget=forms.Textarea({"rows": 2}),
            )
        self.fields["seen"] = forms.UUIDField(required=False, initial=seen, widget=forms.HiddenInput())

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[one.code] for one in rule.together()]

    def texts(self) -> dict[str, str]:
        return {one.code: self.cleaned_data[one.code] for one in rule.together()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(self.texts().values()):
            self.add_error(None, _("Write in at least one part. Each of them may stay empty."))
        return cleaned

    def begin_from(self, seen: UUID | None) -> None:
        """What is typed stays; the next send begins from the version that stands now."""
        self.data = {**{name: self.data[name] for name in self.data}, "seen": str(seen or "")}


def _not_longer_than(limit: int) -> Any:
    def check(text: str) -> None:
        if len(text) > limit:
            raise forms.ValidationError(
                _("Longer than the page takes. Characters too many: %(more)d. Keep the main points.")
                % {"more": len(text) - limit}
            )

    return check
