"""What the engine answers: frozen values and their plain form, exactly as interfaces.md writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from .computed import Computed
from .concurrence import together
from .provisions import Provision, Sanction
from .release import Reconciliation
from .vocabulary import Text

NO_RELEASE = Reconciliation(None, None, (), ())
APPLIES, DOES_NOT_APPLY, UNDECIDED = "applies", "does_not_apply", "undecided"


@dataclass(frozen=True)
class Decisive:
    """A fact that would change the answer: if it is ``value``, then this provision or verdict."""

    fact: str
    value: Any
    then: str

    def to_json(self) -> dict[str, Any]:
        return {"fact": self.fact, "if": self.value, "then": self.then}


@dataclass(frozen=True)
class Finding:
    """One provision and its answer.  ``elements`` is the answer before a graver part covers it (CC 13)."""

    provision: Provision
    verdict: str
    elements: str
    points: tuple[str, ...]
    missing: tuple[str, ...]
    open: tuple[str, ...]
    decisive: tuple[Decisive, ...]
    category: str | None
    complaint_needed: bool | None
    limitation_until: date | None
    reconciliation: Reconciliation | None
    mci: int | None
    limits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    absorbed_by: str | None = None
    reason: Callable[[], Mapping[str, Any]] = field(default=dict, repr=False, compare=False)
    general: Callable[[], Computed | None] = field(default=lambda: None, repr=False, compare=False)

    @cached_property
    def because(self) -> Mapping[str, Any]:
        """The reason as a tree down to the facts, made when first asked for."""
        return self.reason()

    @cached_property
    def computed(self) -> Computed | None:
        """What the general part says of it, made when first asked for; None where it does not apply."""
        return self.general()

    @property
    def id(self) -> str:
        return self.provision.id

    def capped(self, sanction: Sanction) -> Sanction:
        """The sanction under the caps that this person has, if any."""
        caps: Mapping[str, float] = self.limits.get(sanction.kind, {}).get("caps", {})
        if not caps or sanction.bearer:
            return sanction
        return Sanction(
            sanction.kind,
            {
                name: min(value, caps.get(name.split("_")[1], value))
                for name, value in sanction.bounds.items()
            },
        )

    def _sanction(self, sanction: Sanction) -> dict[str, Any]:
        """One sanction with what bars, caps or conditions it for this person."""
        if sanction.bearer:
            return sanction.to_json(self.mci)
        limit = dict(self.limits.get(sanction.kind, {}))
        limit.pop("caps", None)
        capped = self.capped(sanction)
        if dict(capped.bounds) == dict(sanction.bounds):
            limit.pop("capped_by", None)
        return capped.to_json(self.mci) | limit

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        """Plain values; texts in one language when ``lang`` is given, otherwise in all three."""
        law = self.provision
        shown: dict[str, Any] = {
            "provision": law.id,
            "points": list(self.points),
            "verdict": self.verdict,
            "title": _text(law.title, lang),
            "plain": _text(law.plain, lang),
            "because": self.because,
            "missing": list(self.missing),
            "decisive": [item.to_json() for item in self.decisive],
            "category": self.category,
            "prosecution": law.prosecution,
            "complaint_needed": self.complaint_needed,
            "sanctions": [self._sanction(item) for item in law.sanctions],
            "limitation_until": self.limitation_until.isoformat() if self.limitation_until else None,
            "reconciliation": (self.reconciliation or NO_RELEASE).to_json(),
            "in_force": [law.start.isoformat(), law.end.isoformat() if law.end else None],
            "source": law.source,
            "reference": law.reference,
            "certainty": law.certainty,
            "stage": law.stage,
            "computed": self.computed.to_json() if self.computed is not None else {},
        }
        if not law.text_found:
            shown["text"] = "not found"
        if self.category is None:
            # A null day would read as "no period runs".
            shown["limitation"] = "unknown"
        if self.open:
            shown["open"] = list(self.open)
        if law.note:
            shown["note"] = _text(law.note, lang)
        if self.absorbed_by:
            shown |= {"absorbed_by": self.absorbed_by, "elements": self.elements}
        return shown


@dataclass(frozen=True)
class Measure:
    """A protective measure: verdict available, unavailable or undecided; ``days`` its longest term."""

    id: str
    verdict: str
    by: str
    basis: str
    title: Text
    plain: Text
    certainty: str
    days: int | None
    still_needed: tuple[str, ...]
    missing: tuple[str, ...]
    because: Mapping[str, Any]
    source: str
    needs: Mapping[str, Text]
    content: tuple[Text, ...] = ()

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "measure": self.id,
            "verdict": self.verdict,
            "by": self.by,
            "basis": self.basis,
            "days": self.days,
            "title": _text(self.title, lang),
            "plain": _text(self.plain, lang),
            "still_needed": list(self.still_needed),
            "missing": list(self.missing),
            "because": self.because,
            "certainty": self.certainty,
            "source": self.source,
            "needs": {name: _text(label, lang) for name, label in self.needs.items()},
        }
        if self.content:
            shown["content"] = [_text(item, lang) for item in self.content]
        return shown


@dataclass(frozen=True)
class Duty:
    """What a body must do: ``within`` is an ISO 8601 duration, or None where the law sets no term.

    ``counting``: working_days or calendar_days, where the text says how the days are counted.
    """

    id: str
    text: Text
    body: str
    within: str | None
    start: str
    basis: str
    certainty: str
    counting: str | None = None

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        shown = {
            "id": self.id,
            "duty": self.text[lang or "en"],
            "text": dict(self.text),
            "body": self.body,
            "within": self.within,
            "from": self.start,
            "basis": self.basis,
            "certainty": self.certainty,
        }
        if self.counting is not None:
            shown["counting"] = self.counting
        return shown


@dataclass(frozen=True)
class Right:
    """A right of the person harmed."""

    id: str
    text: Text
    basis: str
    certainty: str

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "text": dict(self.text), "basis": self.basis, "certainty": self.certainty}


class OnDemand(Sequence[Finding]):
    """Findings that are made when somebody looks at them: nine tenths of the law do not apply to anything."""

    def __init__(self, make: Callable[[], Sequence[Finding]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[Finding, ...]:
        return tuple(self._make())

    def __len__(self) -> int:
        return len(self._made)

    def __getitem__(self, place: Any) -> Any:
        return self._made[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._made == tuple(other)

    def __hash__(self) -> int:
        return hash(self._made)


@dataclass(frozen=True)
class Assessment:
    """The whole answer for one situation.  ``status`` is None, or the sentence that nothing is encoded."""

    jurisdiction: str
    on: date
    findings: tuple[Finding, ...]
    others: Sequence[Finding]
    measures: tuple[Measure, ...]
    duties: tuple[Duty, ...]
    rights: tuple[Right, ...]
    next_question: str | None
    closed_world: bool
    presumed: tuple[str, ...]
    conflicts: tuple[Mapping[str, str], ...]
    approximate: bool
    status: Text | None = None
    # The day the law was read, where the act is later: the answer cannot know what changed since.
    read_until: date | None = None
    rules: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def applying(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.verdict == APPLIES)

    def finding(self, provision: str) -> Finding | None:
        """The finding for a provision id, among those listed and those that do not apply."""
        return next((item for item in (*self.findings, *self.others) if item.id == provision), None)

    def measure(self, name: str) -> Measure | None:
        return next((item for item in self.measures if item.id == name), None)

    def to_json(self, lang: str | None = None, everything: bool = False) -> dict[str, Any]:
        """The document of interfaces.md section 3; ``everything`` adds what does not apply."""
        listed: list[dict[str, Any]] = [item.to_json(lang) for item in self.findings]
        if everything:
            listed += [item.to_json(lang) for item in self.others]
        if self.status is not None and not listed:
            # A date outside what is encoded must never read as "nothing applies".
            listed = [
                {
                    "provision": self.jurisdiction,
                    "points": [],
                    "verdict": UNDECIDED,
                    "title": _text(self.status, lang),
                    "plain": _text(self.status, lang),
                    "because": {"open": self.status["en"]},
                    "missing": [],
                    "decisive": [],
                    "category": None,
                    "prosecution": None,
                    "complaint_needed": None,
                    "sanctions": [],
                    "limitation_until": None,
                    "limitation": "unknown",
                    "reconciliation": NO_RELEASE.to_json(),
                    "in_force": [None, None],
                    "source": None,
                    "reference": None,
                    "certainty": "unverified",
                    "stage": "completed",
                    "computed": {},
                }
            ]
        shown: dict[str, Any] = {
            "jurisdiction": self.jurisdiction,
            "on": self.on.isoformat(),
            "findings": listed,
            "measures": [item.to_json(lang) for item in self.measures],
            "duties": [item.to_json(lang) for item in self.duties],
            "rights": [item.text[lang or "en"] for item in self.rights],
            "rights_detail": [item.to_json() for item in self.rights],
            "next_question": self.next_question,
            "closed_world": self.closed_world,
            "presumed": list(self.presumed),
            "conflicts": [dict(item) for item in self.conflicts],
        }
        several = together(self.findings, self.rules) if self.rules.get("general_part") else None
        if several is not None:
            shown["concurrence"] = several
        if self.approximate:
            shown["approximate"] = True
        if self.read_until is not None:
            shown["read_until"] = self.read_until.isoformat()
        if self.status is not None:
            shown["status"] = _text(self.status, lang)
        return shown


def _text(text: Text, lang: str | None) -> Any:
    return text[lang] if lang else dict(text)
