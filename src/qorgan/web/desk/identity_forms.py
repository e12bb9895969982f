"""Forms on who a person is: recording it, and looking for a case by it. Nothing is demanded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from qorgan.identity import NotAnIin, NotAPhone, Person, Unsearchable, iin, phones, query_keys, words
from qorgan.practice.local_time import local
from qorgan.web.casework.search import Asked
from qorgan.web.clock import now
from qorgan.web.desk.identity_words import labels

OLDEST = 1900
DAYS = ["%Y-%m-%d", "%d.%m.%Y"]
NUMBER = re.compile(r"(?i)[qк№]?\s*[-‐-―]?\s*0*(\d{1,9})")
OFF = {"autocomplete": "off", "spellcheck": "false"}


def _line(label: str, hint: str = "", limit: int = 120, **attributes: str) -> forms.CharField:
    widget = forms.TextInput(OFF | attributes)
    return forms.CharField(label=label, help_text=hint, required=False, max_length=limit, widget=widget)


def _canonical_iin(text: str) -> str:
    try:
        return iin.canonical(text) if text else ""
    except NotAnIin as fault:
        said = {
            "digits": _("An IIN has digits only. Look at it again, or leave it empty."),
            "length": _("An IIN has 12 digits. Look at it again, or leave it empty."),
            "check": _(
                "The last digit does not fit the others: one was mistyped, or two changed places. "
                "Look at it again, or leave it empty."
            ),
        }
        raise forms.ValidationError(said[fault.code]) from fault


def _canonical_phone(text: str) -> str:
    try:
        return phones.canonical(text) if text else ""
    except NotAPhone as fault:
        raise forms.ValidationError(
            _("This cannot be read as one number. Write it like 8 701 000 00 01, or with + and the country.")
        ) from fault


def _not_to_come(day: date) -> date:
    if day > local(now()).date():
        raise forms.ValidationError(_("This day has not come yet."))
    if day.year < OLDEST:
        raise forms.ValidationError(_("Look at the year again."))
    return day


class IdentityForm(forms.Form):
    """What she told of herself. `seen` is the newest version that was on the page."""

    def __init__(self, data: Any = None, *, who: Mapping[str, Any], seen: str = "") -> None:
        initial = dict(who) | {"seen": seen}
        if not any(who.get(part) for part in ("family_name", "given_name", "patronymic")):
            initial["given_name"] = who.get("name", "")  # as she wrote it at the door, in one line
        initial["phone"] = phones.written(str(who.get("phone") or ""))
        super().__init__(data, initial=initial)
        names = labels()
        day = forms.DateInput({"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")
        self.fields |= {
            "call_me": _line(names["call_me"], _("Use this when you speak with her.")),
            "given_name": _line(names["given_name"], _("In any alphabet, as she says or writes it.")),
            "family_name": _line(names["family_name"]),
            "patronymic": _line(names["patronymic"]),
            "birth_date": forms.DateField(
                label=names["birth_date"],
                required=False,
                widget=day,
                input_formats=DAYS,
                error_messages={"invalid": _("Write a day that exists, like 14.03.1994.")},
            ),
            "age": forms.IntegerField(
                label=names["age"],
                help_text=_("Only where the day is not known."),
                required=False,
                min_value=0,
                max_value=120,
                widget=forms.NumberInput({"autocomplete": "off", "class": "short"}),
                error_messages={
                    "invalid": _("Write a number of years."),
                    "min_value": _("Write a number of years."),
                    "max_value": _("Look at the number again."),
                },
            ),
            "iin": _line(
                names["iin"],
                _("Only if she wants to give it. No help depends on it."),
                40,
                inputmode="numeric",
            ),
            "phone": _line(
                names["phone"],
                _("To know her by when she calls. Whether it may be called is on the page “Safe contact”."),
                60,
                inputmode="tel",
            ),
            "region": _line(names["region"]),
            "seen": forms.CharField(required=False, max_length=36, widget=forms.HiddenInput),
        }

    def clean_iin(self) -> str:
        return _canonical_iin(self.cleaned_data["iin"])

    def clean_phone(self) -> str:
        return _canonical_phone(self.cleaned_data["phone"])

    def clean_birth_date(self) -> str:
        day = self.cleaned_data["birth_date"]
        return _not_to_come(day).isoformat() if day else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("birth_date"):
            cleaned["age"] = None  # it follows from the day
        return cleaned


class FindForm(forms.Form):
    """What a member knows of whom she looks for; one of these that fits is enough."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        names = labels()
        self.fields |= {
            "number": _line(_("Number of the case"), _("As on the worklist, like Q-00012."), 20),
            "iin": _line(names["iin"], "", 40, inputmode="numeric"),
            "phone": _line(
                names["phone"], _("Beside a name, the last four digits are enough."), 60, inputmode="tel"
            ),
            "name": _line(
                names["name"],
                _(
                    "With the date or year of birth, or with the end of the telephone number. "
                    "Any alphabet, any order."
                ),
            ),
            "born": _line(_("Date or year of birth"), _("Like 14.03.1994, or 1994."), 20),
        }

    def clean_number(self) -> int | None:
        text = self.cleaned_data["number"]
        found = NUMBER.fullmatch(text) if text else None
        if text and found is None:
            raise forms.ValidationError(_("Write the number as on the worklist, like Q-00012."))
        return int(found[1]) if found else None

    def clean_iin(self) -> str:
        return _canonical_iin(self.cleaned_data["iin"])

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        return text if _is_end(text) else _canonical_phone(text)

    def clean_born(self) -> date | int | None:
        text = self.cleaned_data["born"]
        if not text:
            return None
        if re.fullmatch(r"\d{4}", text) and text.isascii():
            return _not_to_come(date(max(int(text), 1), 1, 1)).year
        for shape in DAYS:
            try:
                return _not_to_come(forms.DateField(input_formats=[shape]).clean(text))
            except forms.ValidationError as fault:
                if "invalid" not in [error.code for error in fault.error_list]:
                    raise
        raise forms.ValidationError(_("Write a date like 14.03.1994, or only the year."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            keys = query_keys(self._person(cleaned))
        except Unsearchable as fault:
            if cleaned["number"] is None:
                self._say(fault.code, cleaned)
            keys = frozenset()
        cleaned["asked"] = Asked(keys, cleaned["number"])
        return cleaned

    def _person(self, given: Mapping[str, Any]) -> Person:
        born, phone = given["born"], given["phone"]
        return Person(
            names=(given["name"],),
            iin=given["iin"],
            phone="" if _is_end(phone) else phone,
            phone_end=phone if _is_end(phone) else "",
            born=born if isinstance(born, date) else None,
            years=(born,) if isinstance(born, int) else (),
        )

    def _say(self, code: str, given: Mapping[str, Any]) -> None:
        if code == "two_names":
            self.add_error("name", _("With only a year, write two words of the name."))
        elif code == "name_alone":
            self.add_error(
                "born",
                _("A name alone is not searched. Add the date or year of birth, or the end of the number."),
            )
        elif (given["born"] or given["phone"]) and not words(given["name"]):
            self.add_error("name", _("Write a name beside it."))
        else:
            self.add_error(None, _("Write at least one of these."))


def _is_end(text: str) -> bool:
    """Four digits: the end of a telephone number."""
    return text.isascii() and text.isdigit() and len(text) == phones.END
