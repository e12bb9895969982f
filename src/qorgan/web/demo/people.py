"""The invented people and agencies of the fixture, and their open keys while demo data is being made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from qorgan.vault.directory import RootKey, new_root_seed
from qorgan.vault.receipt import Code
from qorgan.web.agencies import admission, directory, seen
from qorgan.web.agencies.keyring import Keyring, unlock
from qorgan.web.agencies.models import Agency, Member
from qorgan.web.clock import real_now

DATA = Path(__file__).parent / "data"
DIRECTORY_SECONDS = 10 * 365 * 24 * 3600


@cache
def data(name: str) -> dict[str, Any]:
    """A file of the fixture."""
    found: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Person:
    """An invented member as the demo page shows her or him: the password is public on purpose."""

    username: str
    agency: str
    role: str
    name: dict[str, str]
    password: str


def person(username: str) -> Person:
    row = data("people")["members"][username]
    return Person(username, row["agency"], row["role"], row["name"], row["password"])


def story_person(part: str) -> Person:
    """Who plays `part` in the story: caseworker, inspector or police_head."""
    return person(data("people")["story"][part])


def story_code(language: str) -> Code:
    """The six words of the story's report in `language`."""
    return Code(language, tuple(data("people")["story"]["codes"][language]))  # type: ignore[arg-type]


def found_all() -> None:
    """Founds the agencies, signs their directory, and lets every member begin and be admitted."""
    fixture = data("people")
    fresh: dict[str, tuple[Agency, admission.AgencySecrets]] = {}
    for code, row in fixture["agencies"].items():
        fresh[code] = admission.found_agency(
            code=code, kind=row["kind"], phone=row["phone"], hours=row["hours"],
            **{f"name_{language}": row["name"][language] for language in ("en", "ru", "kk")},
        )  # fmt: skip
    _sign_directory(fresh)
    first: dict[str, Keyring] = {}
    for username, row in fixture["members"].items():
        agency, secrets = fresh[row["agency"]]
        member = _begun(agency, username, row)
        if not member.holds_keys:
            continue
        if agency.code not in first:
            admission.admit_first(member, secrets)
            first[agency.code] = keys(username)
        else:
            admission.admit(first[agency.code], member)


def _sign_directory(fresh: dict[str, tuple[Agency, admission.AgencySecrets]]) -> None:
    """A root of this demonstration's own; its seed is not kept, so nothing can be added to the directory."""
    root = RootKey.from_seed16(new_root_seed())
    seen.forget()
    Path(settings.ROOT_KEY_FILE).write_text(bytes(root.public).hex() + "\n")
    identities = {agency.id: admission.identity_pk(secrets) for agency, secrets in fresh.values()}
    directory.publish(root, identities, int(real_now().timestamp()) + DIRECTORY_SECONDS)


def _begun(agency: Agency, username: str, row: dict[str, Any]) -> Member:
    member, _ = admission.create_member(None, agency, username, row["display"], row["role"], row["language"])
    admission.begin(member, row["password"], row["totp"])
    return member


def keys(username: str) -> Keyring:
    """The keyring that this person's password opens, exactly as at sign-in."""
    member = Member.objects.select_related("agency").get(username=username)
    return unlock(member, person(username).password)
