"""How often each thing happens to an invented record: read from `data/rates.yaml`, strictly.

Every rate is an assumption; the file says why. A name that is missing, unknown or out of range is a fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

DATA = files("qorgan.identity.synthetic") / "data"

SHARES = frozenset(
    """originals three_more two_more people_son people_twin people_sibling people_spouse people_namesake
    father_initial phone_known phone_changed phone_family phone_common phone_digit iin_known iin_digit
    iin_swap iin_foreign dob_missing dob_year dob_age dob_january dob_swapped dob_digit dob_near dob_short
    dob_dotted region_known region_moved region_russian region_kazakh region_short street_known same_system
    layout_changed patronymic_missing initials swapped full_name_only married_changed
    maiden_shown alias_known diminutive attested typo typo_original homoglyphs scanned wrong_layout
    upper_case nearly_empty patronymic_kazakh home_family
    stem_surname maiden_brackets sex_known""".split()
)
CHOICES: Mapping[str, frozenset[str]] = {
    "system_first": frozenset(["russian", "kazakh", "keyboard", "passport", "russian_other", "latin"]),
    "system_later": frozenset(
        """russian kazakh keyboard russian_other passport latin kazakh_latin chat learned""".split()
    ),
    "layout": frozenset(["ov", "uli", "father", "father_uli"]),
    "typo": frozenset(["neighbour", "deletion", "transposition", "doubling"]),
    "slip_field": frozenset(["surname", "first_name", "patronymic"]),
    "word_order": frozenset(
        ["surname_given_father", "given_father_surname", "given_surname", "given_surname_father"]
    ),
    "age_said": frozenset(["younger", "exact", "older"]),
    "birth_decade": frozenset(f"d{year}" for year in range(1930, 2010, 10)),
    "phone_form": frozenset(
        [
            "+7XXXXXXXXXX",
            "8XXXXXXXXXX",
            "+7 XXX XXX XX XX",
            "8 (XXX) XXX-XX-XX",
            "8-XXX-XXX-XX-XX",
            "XXXXXXXXXX",
            "+7(XXX)XXXXXXX",
            "7XXXXXXXXXX",
            "8-10-7 XXX XXX XX XX",
            "007XXXXXXXXXX",
        ]
    ),
}


class BadRates(ValueError):
    """The file of rates cannot be used; the message says which entry and why."""


@dataclass(frozen=True)
class Rates:
    reference_day: date
    shares: Mapping[str, float]
    choices: Mapping[str, Mapping[str, float]]

    def __getitem__(self, name: str) -> float:
        return self.shares[name]


def read(text: str) -> Rates:
    """The rates in a YAML text. Raises BadRates."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadRates(f"not YAML: {error}") from error
    if not isinstance(content, dict) or set(content) != {"mark", "reference_day", "shares", "choices"}:
        raise BadRates("exactly mark, reference_day, shares and choices are expected")
    if content["mark"] != "assumed":
        raise BadRates("mark: every rate is assumed and the file has to say so")
    if not isinstance(content["reference_day"], date):
        raise BadRates("reference_day: not a date")
    shares = _same_names("shares", content["shares"], SHARES)
    choices = _same_names("choices", content["choices"], frozenset(CHOICES))
    return Rates(
        content["reference_day"],
        {name: _share(name, entry) for name, entry in shares.items()},
        {name: _choice(name, entry) for name, entry in choices.items()},
    )


def _same_names(where: str, entry: Any, names: frozenset[str]) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise BadRates(f"{where}: not a table")
    if odd := sorted(map(str, set(entry) ^ names)):
        raise BadRates(f"{where}: missing or unknown: {', '.join(odd)}")
    return entry


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise BadRates(f"{name}: not a number from 0 to 1")
    return float(value)


def _share(name: str, entry: Any) -> float:
    if not isinstance(entry, dict) or set(entry) != {"value", "why"} or not str(entry["why"]).strip():
        raise BadRates(f"{name}: exactly value and why are expected")
    return _number(name, entry["value"])


def _choice(name: str, entry: Any) -> Mapping[str, float]:
    parts = _same_names(name, entry, CHOICES[name])
    found = {part: _number(f"{name}.{part}", value) for part, value in parts.items()}
    if abs(sum(found.values()) - 1) > 1e-9:
        raise BadRates(f"{name}: the shares sum to {sum(found.values()):.4f}, not to 1")
    return found


@cache
def load() -> Rates:
    """The rates that come with the package."""
    return read((DATA / "rates.yaml").read_text("utf-8"))
