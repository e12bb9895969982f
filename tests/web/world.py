"""A small synthetic world for tests: three agencies, their people with real keys, a directory that holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from qorgan.vault import member as vault_member
from qorgan.vault.directory import RootKey
from qorgan.vault.names import SignSeed
from qorgan.vault.primitives import Argon2Params
from qorgan.web.agencies import admission, directory, seen
from qorgan.web.agencies.keyring import Keyring, secret_context
from qorgan.web.agencies.models import Agency, Member, SecretWrap
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
        wrap = SecretWrap.objects.get(member=member)
        secret = vault_member.unwrap_secret(
            bytes(wrap.wrap),
            PASSWORD,
            settings.PEPPER_STAFF,
            secret_context(member.id),
            bytes(wrap.salt),
            Argon2Params(**wrap.params),
        )
        return Keyring(member, secret)


def build(hours: dict[str, Any] | None = None, people: dict[str, Any] | None = None) -> World:
    """Founds the agencies, begins and admits everyone; supervisors are called `boss_<agency>`."""
    people = people or PEOPLE
    Installation.objects.update_or_create(pk=1, defaults={"synthetic": True})
    seen.forget()
    Path(settings.ROOT_KEY_FILE).write_text(bytes(ROOT.public).hex())
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
