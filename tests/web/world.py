"""A small synthetic world for tests: three agencies, their people with real keys, a directory that holds."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery

from qorgan.vault.directory import RootKey
from qorgan.vault.names import SignSeed
from qorgan.web import clock
from qorgan.web.agencies import admission, directory, seen
from qorgan.web.agencies.keyring import Keyring, unlock
from qorgan.web.agencies.models import Agency, Member
from qorgan.web.casework import intake
from qorgan.web.ledger.models import Installation

ALWAYS_OPEN = {"round_the_clock": True}
PASSWORD = "synthetic-password-of-a-test"
ROOT = RootKey(SignSeed(bytes(range(32))))
FAR = 4_102_444_800  # 2100-01-01
PEOPLE = {
    "line": ("line_111", [("operator", "line_operator")]),
    "centre": (
        "crisis_centre",
        [("worker", "caseworker"), ("other_worker", "caseworker"), ("admin", "agency_administrator")],
    ),
    "centre2": ("crisis_centre", [("far_worker", "caseworker")]),
    "police": ("police", [("inspector", "inspector")]),
}


@dataclass
class World:
    """Agencies and members by their short names; `keys(name)` is an unlocked keyring."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    totp: dict[str, str] = field(default_factory=dict)

    def keys(self, name: str) -> Keyring:
        member = Member.objects.select_related("agency").get(pk=self.members[name].pk)
        return unlock(member, PASSWORD)


def build(hours: dict[str, Any] | None = None, people: dict[str, Any] | None = None) -> World:
    """Founds the agencies, begins and admits everyone; supervisors are called `boss_<agency>`.

    The product's own verbs do it once in each process; after that the same rows are put in again, which takes
    a hundredth of the time.
    """
    if clock.pretending():
        return _founded(hours, people or PEOPLE)
    asked = repr((hours, people))
    if asked in _kept:
        return _kept[asked].put_back()
    before = _rows()
    world = _founded(hours, people or PEOPLE)
    _kept[asked] = Kept.of(world, before)
    return world


def _founded(hours: dict[str, Any] | None, people: dict[str, Any]) -> World:
    Installation.objects.update_or_create(pk=1, defaults={"synthetic": True})
    _own_root()
    world, identities = World(), {}
    fresh_of: dict[str, admission.AgencySecrets] = {}
    for code, (kind, _) in people.items():
        agency, fresh = admission.found_agency(
            code=code,
            kind=kind,
            name_en=f"{code} (synthetic)",
            name_ru=f"{code} (вымышлено)",
            name_kk=f"{code} (ойдан шығарылған)",
            hours=hours or ALWAYS_OPEN,
        )
        world.agencies[code], fresh_of[code] = agency, fresh
        identities[agency.id] = admission.identity_pk(fresh)
    directory.publish(ROOT, identities, FAR)
    for code, (_, staff) in people.items():
        boss = _begun(world, code, f"boss_{code}", "supervisor")
        admission.admit_first(boss, fresh_of[code])
        for name, role in staff:
            member = _begun(world, code, name, role)
            if member.holds_keys:
                admission.admit(world.keys(f"boss_{code}"), member)
    for name in world.members:
        world.members[name].refresh_from_db()
    return world


def _own_root() -> None:
    seen.forget()
    Path(settings.ROOT_KEY_FILE).write_text(bytes(ROOT.public).hex())


Rows = dict[type[Model], dict[Any, tuple[Any, ...]]]


def _rows() -> Rows:
    """Every row of every table, by its key."""
    found: Rows = {}
    for model in apps.get_models(include_auto_created=True):
        names = [f.attname for f in model._meta.concrete_fields]
        rows = model._base_manager.values_list("pk", *names)  # type: ignore[attr-defined]
        found[model] = {row[0]: row[1:] for row in rows}
    return found


@dataclass(frozen=True)
class Kept:
    """What founding a world wrote: the statements that write it again, and what was seen of its directory."""

    world: bytes
    statements: tuple[tuple[str, Any], ...]
    serial: int
    versions: dict[str, int]

    @classmethod
    def of(cls, world: World, before: Rows) -> Kept:
        written: list[tuple[str, Any]] = []
        models = []
        for model, rows in _rows().items():
            new = [model(**_named(model, row)) for key, row in rows.items() if key not in before[model]]
            assert all(before[model][key] == rows[key] for key in before[model]), f"{model} was changed"
            if new:
                query = InsertQuery(model)
                query.insert_values(model._meta.concrete_fields, new, raw=True)
                written += query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
                models.append(model)
        # A test before may have set a counter back, and these rows have the numbers that it would give.
        written += [(sql, None) for sql in connection.ops.sequence_reset_sql(no_style(), models)]
        return cls(pickle.dumps(world), tuple(written), seen.serial(), seen.versions())

    def put_back(self) -> World:
        _own_root()
        cache.clear()  # the same people again: no code of theirs is used, no limit of theirs reached
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, values in self.statements:
                cursor.execute(sql, values)
        seen.keep_serial(self.serial)
        for name, number in self.versions.items():
            seen.keep_version(name, number)
        world: World = pickle.loads(self.world)  # noqa: S301 - made above, in this process
        return world


def _named(model: type[Model], row: tuple[Any, ...]) -> dict[str, Any]:
    return {f.attname: value for f, value in zip(model._meta.concrete_fields, row, strict=True)}


_kept: dict[str, Kept] = {}


def _begun(world: World, code: str, name: str, role: str) -> Member:
    member, _ = admission.create_member(None, world.agencies[code], name, name.title(), role, "en")
    world.totp[name] = admission.begin(member, PASSWORD)
    world.members[name] = member
    return member


def send(world: World, to: str = "centre", **changes: Any) -> tuple[intake.Sent, Any]:
    """A report from an invented person; (what she is told, her code)."""
    code = changes.pop("code", None) or intake.draw("en")
    values: dict[str, Any] = {
        "agency_id": world.agencies[to].id,
        "language": "en",
        "code": code,
        "keep_code": True,
        "scope": "messages",
        "facts": {"relation": "spouse", "acts": ["slap"], "harm": "pain"},
        "answers": {"relation": "known", "acts": "known", "harm": "known"},
        "narrative": "SYNTHETIC. He hit me in the kitchen.",
        "safe_contact": {"contact_wanted": "i_will_return"},
    }
    return intake.submit(intake.Sending(**(values | changes))), code
