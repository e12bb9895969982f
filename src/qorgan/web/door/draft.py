"""What she has written so far, as one value between the pages, in the sealed session and nowhere else.

It must never be stored in a table, logged, or put into an address; leaving or twenty idle minutes end it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from qorgan.vault.receipt import Code
from qorgan.web.ui.interview import NOT_ASKED, Answered

KEY = "d"
# Steps kept for "Back"; enough for every page of the longest way through.
PATH_LIMIT = 60
REVIEWS = ("review", "other_review")


@dataclass(frozen=True)
class Draft:
    """`step` is the page she is on ("story", or "ask:harm" for a question); `path` the pages before it.

    `given` maps a question to [value, kind]. `code` is [language, six indices], drawn with the review page.
    `sent` and `visit` hold what the pages after sending, and the pages behind her words, need. `once` are the
    marks of messages already sent: the same page posted again sends none. `about_other`: another person
    tells it; `other` holds what that person saw or heard, and the two ways never mix.
    """

    step: str = "language"
    path: tuple[str, ...] = ()
    returning: bool = False
    agency: str = ""
    conflict: str = ""
    conflict_who: str = ""
    fallback_111: bool = False
    given: dict[str, list[Any]] = field(default_factory=dict)
    enough: bool = False
    narrative: str = ""
    contact: dict[str, Any] = field(default_factory=lambda: {"contact_wanted": "i_will_return"})
    identity: dict[str, str] = field(default_factory=dict)
    keep_code: bool = True
    scope: str = "status"
    code: list[Any] = field(default_factory=list)
    sent: dict[str, Any] = field(default_factory=dict)
    visit: dict[str, str] = field(default_factory=dict)
    new_code: list[Any] = field(default_factory=list)
    told: str = ""
    once: tuple[str, ...] = ()
    about_other: bool = False
    other: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Mapping[str, Any]) -> Draft:
        """The draft of this session, or an empty one. Fields of an older release are dropped."""
        raw = session.get(KEY) or {}
        known = {f.name for f in fields(cls)}
        kept = {name: value for name, value in raw.items() if name in known}
        return cls(**kept | {"path": tuple(kept.get("path", ())), "once": tuple(kept.get("once", ()))})

    def keep(self, session: Any) -> None:
        session[KEY] = asdict(self)

    @property
    def name(self) -> str:
        return self.step.partition(":")[0]

    @property
    def about(self) -> str:
        """What the step is about: the question asked, or the office whose sharing is to stop."""
        return self.step.partition(":")[2]

    @property
    def review(self) -> str:
        """The page before sending, of the way she or he is on."""
        return "other_review" if self.about_other else "review"

    def go(self, step: str) -> Draft:
        """On to `step`; the page left can be gone back to."""
        if step == self.step:
            return self
        path = (*self.path, self.step)[-PATH_LIMIT:]
        return replace(self, step=step, path=path, returning=self.returning and step not in REVIEWS)

    def back(self) -> Draft:
        if not self.path:
            return self
        step = self.path[-1]
        return replace(self, step=step, path=self.path[:-1], returning=self.returning and step not in REVIEWS)

    def at(self, step: str) -> Draft:
        """As if she were on `step`: for a page that her browser's own Back brought up again."""
        if step == self.step or step not in self.path:
            return self
        return replace(self, step=step, path=self.path[: self.path.index(step)])

    def answered(self, question: str) -> Answered:
        value = self.given.get(question)
        return Answered(value[0], value[1]) if value else NOT_ASKED

    def with_answer(self, question: str, answer: Answered) -> Draft:
        return replace(self, given=self.given | {question: [answer.value, answer.kind]})

    def with_code(self, code: Code) -> Draft:
        return replace(self, code=pack(code))

    @property
    def drawn(self) -> Code | None:
        return unpack(self.code)


def pack(code: Code) -> list[Any]:
    return [code.lang, list(code.indices)]


def unpack(data: list[Any]) -> Code | None:
    return Code(data[0], tuple(data[1])) if data else None
