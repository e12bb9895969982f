"""How a survivor said she may be reached. The default answer is no.

Threat: a call at the wrong hour, or to the wrong person, tells the one she fears. So every way that she did
not mark safe is refused, and old rules are refused until they have been checked with her. It must never send
anything, and it knows no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from functools import cache

from qorgan.practice.data import load
from qorgan.practice.decision import Decision, Window
from qorgan.practice.hours import END_OF_DAY, clock_minutes, clock_text
from qorgan.practice.local_time import DAYS, at_local, local
from qorgan.practice.text import Text


class SafeContactInvalid(ValueError):
    """The rules cannot be used as written. `errors` gives a sentence for each field, in three languages."""

    def __init__(self, errors: Mapping[str, Text]) -> None:
        super().__init__("; ".join(f"{field}: {text.en}" for field, text in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class SafeContact:
    """Her rules. Days are mon..sun, the day a window begins on; times are minutes after midnight, UTC+5.

    `safe_until` below `safe_from` means a window over midnight. 1440 is 24:00.
    """

    contact_wanted: str = "no"
    channel: str = ""
    value: str = ""
    safe_days: tuple[str, ...] = ()
    safe_from: int | None = None
    safe_until: int | None = None
    voicemail_ok: bool = False
    text_ok: bool = False
    who_may_answer: str = ""
    caller_identity: str = ""
    code_word: str = ""
    do_not_contact: tuple[str, ...] = ()
    last_verified_at: datetime | None = None
    expires_at: datetime | None = None

    def ends_at(self) -> datetime | None:
        """When the rules stop to count: 30 days after the last check with her, or earlier if she said so."""
        if self.last_verified_at is None:
            return None
        limit = self.last_verified_at + timedelta(days=load("safe_contact")["expires_after_days"])
        return limit if self.expires_at is None else min(limit, self.expires_at)

    def to_json(self) -> dict[str, object]:
        """Plain values only, as `from_json` reads them."""
        return {
            **{field.name: getattr(self, field.name) for field in fields(self)},
            "safe_days": list(self.safe_days),
            "safe_from": None if self.safe_from is None else clock_text(self.safe_from),
            "safe_until": None if self.safe_until is None else clock_text(self.safe_until),
            "do_not_contact": list(self.do_not_contact),
            "last_verified_at": self.last_verified_at.isoformat() if self.last_verified_at else None,
            "expires_at": self.expires_at.isoformat() if self.expires_at else None,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> SafeContact:
        """Read her rules. Absent fields are the safest ones. Raises SafeContactInvalid."""
        errors = validate(raw)
        if errors:
            raise SafeContactInvalid(errors)
        return cls(
            contact_wanted=str(raw.get("contact_wanted") or "no"),
            channel=str(raw.get("channel") or ""),
            value=str(raw.get("value") or "").strip(),
            safe_days=tuple(day for day in DAYS if day in _strings(raw.get("safe_days"))),
            safe_from=_minutes(raw.get("safe_from")),
            safe_until=_minutes(raw.get("safe_until")),
            voicemail_ok=raw.get("voicemail_ok") is True,
            text_ok=raw.get("text_ok") is True,
            who_may_answer=str(raw.get("who_may_answer") or "").strip(),
            caller_identity=str(raw.get("caller_identity") or "").strip(),
            code_word=str(raw.get("code_word") or "").strip(),
            do_not_contact=tuple(
                name.strip() for name in _strings(raw.get("do_not_contact")) if name.strip()
            ),
            last_verified_at=_moment(raw.get("last_verified_at")),
            expires_at=_moment(raw.get("expires_at")),
        )


def validate(raw: Mapping[str, object]) -> dict[str, Text]:
    """What is wrong, `{field: sentence}`; empty when the rules can be used.

    Channel, value, days and hours are asked only where contact is wanted.
    """
    found: list[tuple[str, str]] = []
    wanted = raw.get("contact_wanted") or "no"
    if wanted not in load("safe_contact")["contact_wanted"]:
        found.append(("contact_wanted", "contact_wanted"))
    if wanted == "yes":
        if raw.get("channel") not in chosen_channels():
            found.append(("channel", "channel"))
        if not str(raw.get("value") or "").strip() and raw.get("channel") != "in_person":
            found.append(("value", "value"))
        if not _strings(raw.get("safe_days")):
            found.append(("safe_days", "safe_days"))
        if not _two_times(raw):
            found.append(("safe_from", "safe_hours"))
    if any(day not in DAYS for day in _strings(raw.get("safe_days"))):
        found.append(("safe_days", "safe_days"))
    found += [
        (name, "safe_hours") for name in ("safe_from", "safe_until") if not _readable(raw.get(name), _minutes)
    ]
    found += [(n, "yes_or_no") for n in ("voicemail_ok", "text_ok") if raw.get(n) not in (None, True, False)]
    found += [(n, "time") for n in ("last_verified_at", "expires_at") if not _readable(raw.get(n), _moment)]
    if not isinstance(raw.get("do_not_contact") or (), list | tuple):
        found.append(("do_not_contact", "do_not_contact"))
    return {field: _text("errors", code) for field, code in reversed(found)}


def may_contact(rules: SafeContact | None, channel: str, at: datetime) -> Decision:
    """May she be contacted by `channel` at the moment `at`?

    Codes: no_rules, not_wanted, will_return, not_verified, expired, channel_not_safe, no_window,
    outside_window, expires_before_window, allowed. `next_window` is the present or the next safe window, if
    her rules still count then. Raises NaiveTime.
    """
    now = local(at)
    refused = _refused_at_any_hour(rules, channel, now)
    if refused or rules is None:
        return _decide(False, refused or "no_rules", channel=_channel_label(channel))
    window = next_window(rules, now)
    if window is None:
        return _decide(False, "no_window")
    ends = rules.ends_at()
    if ends is not None and window.start >= ends:
        return _decide(False, "expires_before_window")
    if window.holds(now):
        return _decide(True, "allowed", window)
    return _decide(
        False, "outside_window", window, **{"from": _shown(window.start), "until": _shown(window.end)}
    )


def _refused_at_any_hour(rules: SafeContact | None, channel: str, now: datetime) -> str | None:
    if rules is None:
        return "no_rules"
    if rules.contact_wanted != "yes":
        return "will_return" if rules.contact_wanted == "i_will_return" else "not_wanted"
    ends = rules.ends_at()
    if ends is None:
        return "not_verified"
    if now >= ends:
        return "expired"
    return None if channel in _safe_channels(rules) else "channel_not_safe"


def _safe_channels(rules: SafeContact) -> set[str]:
    safe = {rules.channel} & set(chosen_channels())
    if rules.channel == "call":
        safe |= {name for name, ok in (("voicemail", rules.voicemail_ok), ("text", rules.text_ok)) if ok}
    return safe


def next_window(rules: SafeContact, at: datetime) -> Window | None:
    """The safe window that holds `at`, or the next one; None where she gave no days or hours."""
    now = local(at)
    first = now.date() - timedelta(days=1)
    for ahead in range(load("safe_contact")["look_ahead_days"] + 2):
        window = _window_of(rules, first + timedelta(days=ahead))
        if window is not None and window.end > now:
            return window
    return None


def _window_of(rules: SafeContact, day: date) -> Window | None:
    begin, end = rules.safe_from, rules.safe_until
    if DAYS[day.weekday()] not in rules.safe_days or begin is None or end is None or begin == end:
        return None
    midnight = at_local(day, time())
    length = end - begin if end > begin else end - begin + END_OF_DAY
    return Window(midnight + timedelta(minutes=begin), midnight + timedelta(minutes=begin + length))


@cache
def channels() -> Mapping[str, Text]:
    """Every way of contact with its label."""
    return {code: _text("channels", code) for code in load("safe_contact")["channels"]}


def chosen_channels() -> tuple[str, ...]:
    """The ways she may choose as her main one."""
    return tuple(load("safe_contact")["chosen_channels"])


@cache
def contact_wishes() -> Mapping[str, Text]:
    """The three answers to "may we contact you?" with their labels."""
    return {code: _text("contact_wanted", code) for code in load("safe_contact")["contact_wanted"]}


@cache
def day_labels() -> Mapping[str, Text]:
    """mon..sun with their names."""
    return {code: _text("days", code) for code in DAYS}


def _channel_label(channel: str) -> Text:
    return channels().get(channel, Text(channel, channel, channel))


def _decide(allowed: bool, code: str, window: Window | None = None, **values: object) -> Decision:
    return Decision(allowed, code, _text("decisions", code).with_values(**values), window)


def _text(section: str, code: str) -> Text:
    return Text.of(load("safe_contact")[section][code], f"safe_contact.yaml {section} {code}")


def _shown(at: datetime) -> str:
    return f"{at:%d.%m.%Y %H:%M}"


def _strings(raw: object) -> tuple[str, ...]:
    return tuple(str(item) for item in raw) if isinstance(raw, list | tuple) else ()


def _minutes(raw: object) -> int | None:
    return clock_minutes(str(raw)) if raw else None


def _two_times(raw: Mapping[str, object]) -> bool:
    both = (raw.get("safe_from"), raw.get("safe_until"))
    if not all(both):
        return False
    return not all(_readable(one, _minutes) for one in both) or _minutes(both[0]) != _minutes(both[1])


def _moment(raw: object) -> datetime | None:
    return local(datetime.fromisoformat(str(raw))) if raw else None


def _readable(raw: object, reader: Callable[[object], object]) -> bool:
    try:
        reader(raw)
    except ValueError:
        return False
    return True
