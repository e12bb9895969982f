"""The interview: one fact of the law's vocabulary as a question on a page. The door and the desk both use it.

Every question can be answered, "I do not know", "I would rather not say", or left alone, and these stay
four different things. Nothing here stores an answer, and no question is ever required.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date
from typing import Any, Literal

from django import forms
from django.utils.translation import gettext as _

from qorgan.law.vocabulary import Fact

AnswerKind = Literal["known", "unknown", "declined", "not_asked"]
UNKNOWN, DECLINED = "-unknown", "-declined"
KIND_OF: dict[str, AnswerKind] = {UNKNOWN: "unknown", DECLINED: "declined"}
VALUE_OF: dict[str, str] = {kind: value for value, kind in KIND_OF.items()}
NONE = "none"  # a word of the vocabulary that excludes the others
# Far beyond any age, count or number of months that the vocabulary asks for.
NUMBER_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """One fact, put in words of one language.

    `kind` is choice (one word), set (several), yes_no, number or date. `words` are (word, label) pairs of a
    choice or set. `why` says in a line what the answer decides; it may be empty.
    """

    id: str
    kind: Literal["choice", "set", "yes_no", "number", "date"]
    text: str
    words: tuple[tuple[str, str], ...] = ()
    why: str = ""
    hint: str = ""
    low: int = 0
    high: int = NUMBER_LIMIT
    more: Mapping[str, str] = default(default_factory=dict)
    latest: date | None = None
    # Words of a long choice that stand folded under a line of their own: (line, words).
    folds: tuple[tuple[str, tuple[str, ...]], ...] = ()


KINDS: dict[str, Literal["choice", "set", "yes_no", "number", "date"]] = {
    "choice": "choice", "set": "set", "boolean": "yes_no", "number": "number", "date": "date",
}  # fmt: skip


def question_of(fact: Fact, language: str, only: Sequence[str] = ()) -> Question:
    """The question of a fact of the law's vocabulary; `only` narrows the words, in that order.

    A fact without a question of its own is asked by its label.
    """
    words = [word for word in (only or fact.words) if word in fact.words]
    return Question(
        id=str(fact.id),
        kind=KINDS[fact.type],
        text=fact.question.get(language) or fact.label[language],
        words=tuple((word, _first_upper(fact.words[word][language])) for word in words),
        why=fact.why.get(language, ""),
        low=int(fact.min or 0),
        high=NUMBER_LIMIT if fact.max is None else int(fact.max),
    )


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Answered:
    """What was given: the value (only when `kind` is known) and which of the four answers it is.

    >>> Answered("spouse").kind
    'known'
    """

    value: Any = None
    kind: AnswerKind = "known"

    @property
    def known(self) -> bool:
        return self.kind == "known"


NOT_ASKED = Answered(None, "not_asked")


class InterviewForm(forms.Form):
    """Questions as fields. `names` gives the name of each field in the page; the door passes neutral ones.

    `answers` are the ones given before. After `is_valid()`, `given()` is fact id -> `Answered`.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        answers: Mapping[str, Answered] | None = None,
        *,
        names: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data=data, auto_id="%s", initial=None)
        self.questions = tuple(questions)
        self.names = {q.id: (names or {}).get(q.id, q.id) for q in questions}
        for question in questions:
            self._add(question, (answers or {}).get(question.id, NOT_ASKED))

    def _add(self, question: Question, before: Answered) -> None:
        name = self.names[question.id]
        if question.kind == "set":
            self.fields[name] = _several(question, before)
        elif question.kind in ("choice", "yes_no"):
            self.fields[name] = _one(question, before)
        else:
            self.fields[name] = _written(question, before)
            self.fields[other_name(name)] = forms.ChoiceField(
                choices=other_answers(),
                required=False,
                widget=forms.RadioSelect,
                label=_("Or"),
                initial=VALUE_OF.get(before.kind),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for question in self.questions:
            name = self.names[question.id]
            value = cleaned.get(name)
            if question.kind == "set" and value and len(value) > 1 and set(value) & {*KIND_OF, NONE}:
                self.add_error(
                    name, _("Tick what fits, or the one answer that stands for none of it, not both.")
                )
            if question.latest and isinstance(value, date) and value > question.latest:
                self.add_error(name, _("This day is still to come. Please check it."))
            if cleaned.get(other_name(name)) and value is not None:
                self.add_error(name, _("Write an answer, or choose one of the two below it, not both."))
        return cleaned

    def given(self) -> dict[str, Answered]:
        return {question.id: self._given(question) for question in self.questions}

    def _given(self, question: Question) -> Answered:
        name = self.names[question.id]
        value = self.cleaned_data.get(name)
        other = self.cleaned_data.get(other_name(name)) or ""
        if question.kind == "set":
            value = list(value or [])
            other, value = (value[0], []) if len(value) == 1 and value[0] in KIND_OF else ("", value)
        elif isinstance(value, str) and value in KIND_OF:
            other, value = value, None
        if other:
            return Answered(None, KIND_OF[other])
        if value is None or value == "" or value == []:
            return NOT_ASKED
        if question.kind == "yes_no":
            return Answered(value == "yes")
        return Answered(value.isoformat() if isinstance(value, date) else value)


def other_name(name: str) -> str:
    """The field beside a written answer that holds "do not know" or "rather not say"."""
    return f"{name}-or"


def other_answers() -> list[tuple[str, str]]:
    return [(UNKNOWN, _("I do not know")), (DECLINED, _("I would rather not say"))]


class OneOf(forms.ChoiceField):
    """Radios, with a second line for some words, and some of them folded."""

    widget = forms.RadioSelect
    more: Mapping[str, str] = {}
    folds: tuple[tuple[str, tuple[str, ...]], ...] = ()


class SomeOf(forms.MultipleChoiceField):
    """Checkboxes, with a second line for some words."""

    widget = forms.CheckboxSelectMultiple
    more: Mapping[str, str] = {}


def _one(question: Question, before: Answered) -> forms.Field:
    words = question.words or (("yes", _("Yes")), ("no", _("No")))
    initial: Any = VALUE_OF.get(before.kind)
    if before.known:
        initial = ("yes" if before.value else "no") if question.kind == "yes_no" else before.value
    field = OneOf(
        choices=[*words, *other_answers()],
        required=False,
        label=question.text,
        help_text=question.hint,
        initial=initial,
    )
    field.more, field.folds = question.more, question.folds
    return field


def _several(question: Question, before: Answered) -> forms.Field:
    initial = (
        list(before.value or [])
        if before.known
        else [VALUE_OF[before.kind]]
        if before.kind in VALUE_OF
        else []
    )
    field = SomeOf(
        choices=[*question.words, *other_answers()],
        required=False,
        label=question.text,
        help_text=question.hint,
        initial=initial,
    )
    field.more = question.more
    return field


def _shown(question: Question, before: Answered) -> Any:
    if not before.known:
        return None
    return date.fromisoformat(before.value) if question.kind == "date" else before.value


def _written(question: Question, before: Answered) -> forms.Field:
    common: dict[str, Any] = {
        "required": False,
        "label": question.text,
        "help_text": question.hint,
        "initial": _shown(question, before),
    }
    off = {"autocomplete": "off"}
    if question.kind == "number":
        return forms.IntegerField(
            min_value=question.low,
            max_value=question.high,
            widget=forms.TextInput(attrs=off | {"inputmode": "numeric", "class": "short"}),
            error_messages={"invalid": _("Write a number, such as 3.")},
            **common,
        )
    return forms.DateField(
        # Written and not picked: the picker of a phone follows the phone's own language and order of days.
        widget=forms.DateInput(attrs=off | {"inputmode": "decimal", "class": "short"}, format="%d.%m.%Y"),
        input_formats=["%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%d %m %Y", "%Y-%m-%d"],
        error_messages={"invalid": _("Write the day like this: 03.10.2026.")},
        **common,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A question with the answer that was given, in words: for a list to look over and change."""

    id: str
    text: str
    answer: str
    kind: AnswerKind = "known"


def in_words(question: Question, answered: Answered) -> str:
    """The answer as a person would read it; not-asked reads as such and never as "no"."""
    if answered.kind == "unknown":
        return _("I do not know")
    if answered.kind == "declined":
        return _("I would rather not say")
    if answered.kind == "not_asked":
        return _("Not answered")
    if question.kind == "yes_no":
        return _("Yes") if answered.value else _("No")
    labels = dict(question.words)
    if question.kind == "set":
        return ", ".join(labels.get(word, str(word)) for word in answered.value)
    if question.kind == "choice":
        return labels.get(answered.value, str(answered.value))
    if question.kind == "date":
        return date.fromisoformat(str(answered.value)).strftime("%d.%m.%Y")
    return str(answered.value)


def look_over(questions: Iterable[Question], answers: Mapping[str, Answered]) -> list[Said]:
    """Each question with its answer in words, in the order given."""
    found = ((q, answers.get(q.id, NOT_ASKED)) for q in questions)
    return [Said(q.id, q.text, in_words(q, a), a.kind) for q, a in found]
