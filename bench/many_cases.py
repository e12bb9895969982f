"""Cases by the thousand for a benchmark of the desk, in the demonstration's own database.

Made by the verbs, with every key and seal: the demonstration's forty cases, and `by_verbs` cases of the
measured office, which are the ones that the benchmark opens and writes to. Copied in bulk from the forty: all
the others. A copy has ids, times, numbers and agencies of its own, in one of several regions; its headers are
hashed in a chain and signed with the keys of whoever the header names, so `qorgan audit verify` accepts them,
and its projections come from the functions that the product uses. Not real in a copy: what is inside a sealed
row, a wrap or a grant's signature is random, of the length that the real one has. Nothing opens it, and no
page of the benchmark tries. Sealing it all as well costs some 60 ms a case (see `by_verbs` in the output).
"""

from __future__ import annotations

import os
import random
import secrets
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from nacl.signing import SigningKey

REGIONS = 4  # beside the demonstration's own
PASSWORD = "synthetic-password-of-a-benchmark"
TOTP = "RIBLIBH4YNJAMIP3WLAZQPTZ2SNMEBO6"
CHUNK = 250
# How many of a hundred copies stand where. An old record is mostly closed; reports do not wait in thousands.
SHARES = {"closed": 55, "follow_up": 15, "in_service": 12, "assessed": 9, "plan_agreed": 5.5, "new": 3, "": 0.5}
Row = dict[str, Any]


@dataclass
class Region:
    """Where a copy goes: whose agencies and members take the places of the demonstration's."""

    ids: dict[UUID, UUID] = field(default_factory=dict)
    signers: dict[UUID, SigningKey] = field(default_factory=dict)


@dataclass
class Shape:
    """One case of the demonstration as rows, to copy."""

    state: str
    report: Any
    case: Any
    chains: list[list[Any]]
    sealed: dict[UUID, list[Any]]
    others: list[Any]
    slack: timedelta


def regions(count: int = REGIONS) -> list[Region]:
    """The demonstration's own region, and `count` further ones with agencies and members of the same kinds,
    founded and admitted by the verbs. The benchmark signs their directory with a root of its own."""
    from django.conf import settings

    from qorgan.vault.directory import RootKey, new_root_seed
    from qorgan.web.agencies import admission, directory, seen
    from qorgan.web.agencies.models import Agency, Member
    from qorgan.web.clock import real_now
    from qorgan.web.demo import people

    known = {UUID(bytes=bytes(id_)): key for id_, key in directory.manifest().agencies}
    agencies = {a.code: a for a in Agency.objects.all()}
    members = {m.username: m for m in Member.objects.select_related("agency")}
    fresh: list[dict[str, tuple[Agency, Any]]] = []
    for number in range(count):
        made = {}
        for code, old in agencies.items():
            if old.is_line_111:
                continue
            names = {f"name_{x}": f"{getattr(old, f'name_{x}')} {number + 2}" for x in ("en", "ru", "kk")}
            made[code] = admission.found_agency(
                code=f"{code}-{number + 2}", kind=old.kind, hours=old.hours, **names
            )
            known[made[code][0].id] = admission.identity_pk(made[code][1])
        fresh.append(made)
    root = RootKey.from_seed16(new_root_seed())
    seen.forget()
    Path(settings.ROOT_KEY_FILE).write_text(bytes(root.public).hex() + "\n")
    directory.publish(root, known, int(real_now().timestamp()) + 10 * 365 * 24 * 3600)  # type: ignore[arg-type]
    home = Region()
    for name, member in members.items():
        if member.holds_keys:
            home.signers[member.id] = SigningKey(people.keys(name).secret.sign_seed)
    return [home, *(_peopled(number, made, members, home) for number, made in enumerate(fresh))]


def _peopled(number: int, made: dict[str, tuple[Any, Any]], members: dict[str, Any], home: Region) -> Region:
    from qorgan.web.agencies import admission
    from qorgan.web.agencies.models import Agency

    region = Region(signers=dict(home.signers))
    first: dict[str, Any] = {}
    for code, (agency, agency_secrets) in made.items():
        region.ids[Agency.objects.get(code=code).id] = agency.id
        for name, old in members.items():
            if old.agency.code != code or not old.holds_keys:
                continue
            username = f"{name}-{number + 2}"
            member, _ = admission.create_member(None, agency, username, username, old.role, "ru")
            admission.begin(member, PASSWORD, TOTP)
            if code not in first:
                admission.admit_first(member, agency_secrets)
                first[code] = _keys(member)
            else:
                admission.admit(first[code], member)
            region.ids[old.id] = member.id
            region.signers[member.id] = SigningKey(_keys(member).secret.sign_seed)
    return region


def _keys(member: Any) -> Any:
    """The keyring that the benchmark's password opens, as at sign-in."""
    from django.conf import settings

    from qorgan.vault import member as vault_member
    from qorgan.vault.primitives import Argon2Params
    from qorgan.web.agencies.keyring import Keyring, secret_context
    from qorgan.web.agencies.models import Member, SecretWrap

    wrap = SecretWrap.objects.get(member=member, kind="password")
    secret = vault_member.unwrap_secret(
        bytes(wrap.wrap), PASSWORD, settings.PEPPER_STAFF, secret_context(member.id), bytes(wrap.salt),
        Argon2Params(**wrap.params),
    )  # fmt: skip
    return Keyring(Member.objects.select_related("agency").get(pk=member.pk), secret)


def shapes() -> list[Shape]:
    """Every case of the demonstration whose words were not replaced, as rows."""
    from django.db.models import Q

    from qorgan.web.casework.models import CallTask, Case, Grant, MailboxWrap, Referral, Report, SearchToken
    from qorgan.web.clock import now
    from qorgan.web.ledger.models import Entry, SealedRow, Subject
    from qorgan.web.orders.models import Order

    found = []
    for report in Report.objects.filter(handovers=None):
        case = Case.objects.filter(report=report).first()
        mine = Q(subject__in=[report.id, report.case]) | Q(parent=report.case)
        chains: dict[UUID, list[Any]] = defaultdict(list)
        for entry in Entry.objects.filter(mine).order_by("seq"):
            chains[entry.subject].append(entry)
        sealed: dict[UUID, list[Any]] = defaultdict(list)
        for row in SealedRow.objects.filter(case=report.case):
            sealed[row.entry_id].append(row)
        others = [
            one
            for model in (Referral, CallTask, Order, Grant, MailboxWrap, SearchToken)
            for one in model.objects.filter(case=report.case)  # type: ignore[attr-defined]
        ]
        last = max(e.recorded_at for chain in chains.values() for e in chain)
        state = Subject.objects.get(pk=case.pk).state if case else ""
        found.append(
            Shape(state, report, case, list(chains.values()), sealed, others, max(now() - last, timedelta()))
        )
    return found


class Copier:
    """Copies shapes, a chunk at a time; `number` is the last number that a case has."""

    def __init__(self, shapes: list[Shape], regions: list[Region], seed: int = 1) -> None:
        from qorgan.web.casework.models import Case

        self.shapes, self.regions, self.random = shapes, regions, random.Random(seed)  # noqa: S311
        by_state = defaultdict(list)
        for shape in shapes:
            by_state[shape.state].append(shape)
        self.by_state = {state: by_state[state] for state in SHARES if by_state[state]}
        self.number = max(Case.objects.values_list("number", flat=True))

    @staticmethod
    def cases() -> int:
        from qorgan.web.casework.models import Case

        return Case.objects.count()

    def fill_up(self, cases: int) -> None:
        """Copies until the database holds so many cases."""
        missing = cases - self.cases()
        while missing > 0:
            missing -= self._chunk(missing)

    def _chunk(self, most: int) -> int:
        from django.db import transaction

        rows: dict[type, list[Any]] = defaultdict(list)
        cases = 0
        states, weights = list(self.by_state), [SHARES[s] for s in self.by_state]
        while cases < min(CHUNK, most):
            shape = self.random.choice(self.by_state[self.random.choices(states, weights)[0]])
            cases += shape.case is not None
            for row in self._copy(shape, self.random.choice(self.regions)):
                rows[type(row)].append(row)
        with transaction.atomic():
            for model in _in_order(rows):
                model.objects.bulk_create(rows[model], batch_size=2000)  # type: ignore[attr-defined]
            _listed(row.pk for model in rows for row in rows[model] if model.__name__ == "Case")
        return cases

    def _copy(self, shape: Shape, region: Region) -> Iterator[Any]:
        from qorgan.web.casework.models import Case, Grant

        ahead = min(shape.slack, timedelta(days=2)).total_seconds()
        by = timedelta(seconds=int(self.random.uniform(-3600, ahead)))
        receipt = SigningKey(secrets.token_bytes(32))
        new = _Ids(region)
        report = _like(
            shape.report, id=new(shape.report.id), case=new(shape.report.case), lookup_id=None,
            agency_id=new(shape.report.agency_id), sign_pk=bytes(receipt.verify_key),
            open_by=shape.report.open_by + by, sent_at=shape.report.sent_at + by,
        )  # fmt: skip
        if shape.report.lookup_id:
            report.lookup_id = os.urandom(16)
        if shape.report.box_pk:
            report.box_pk = os.urandom(32)
        yield report
        if shape.case is not None:
            self.number += 1
            yield Case(
                id=report.case, report_id=report.id, agency_id=new(shape.case.agency_id), number=self.number,
                restricted=shape.case.restricted, rotate_before_write=shape.case.rotate_before_write,
            )  # fmt: skip
        hashes: dict[UUID, bytes] = {}
        signers = region.signers | {report.id: receipt}
        for chain in shape.chains:
            yield from _chained(chain, shape.sealed, new, by, signers, hashes)
        for one in shape.others:
            copied = _other(one, new, by, self.number)
            if isinstance(copied, Grant):
                copied.basis_hash = hashes.get(copied.basis_entry, bytes(32))
            yield copied


class _Ids:
    """New ids for old ones: an agency or a member of the region, else a fresh one for each."""

    def __init__(self, region: Region) -> None:
        self.region, self.fresh = region, {}  # type: ignore[var-annotated]

    def __call__(self, old: UUID | None) -> UUID | None:
        if old is None or old in self.region.signers:
            return self.region.ids.get(old) or old if old else None
        if old in self.region.ids:
            return self.region.ids[old]
        if old in _staying():
            return old
        if old not in self.fresh:
            self.fresh[old] = uuid4()
        return self.fresh[old]  # type: ignore[no-any-return]


_stay: set[UUID] = set()


def _staying() -> set[UUID]:
    """Agencies and members that have no counterpart: line 111, and the demonstration's own region."""
    if not _stay:
        from qorgan.web.agencies.models import Agency, Member

        _stay.update(Agency.objects.values_list("id", flat=True), Member.objects.values_list("id", flat=True))
    return _stay


def _like(row: Any, **changes: Any) -> Any:
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return type(row)(**(values | changes))


def _noise(row: Any, *names: str) -> Row:
    return {name: os.urandom(len(getattr(row, name))) for name in names}


def _moved(text: str, by: timedelta) -> str:
    """A due code or a time to the minute, moved."""
    code, at, minute = text.rpartition("@")
    if "T" not in minute:
        return text
    return f"{code}{at}{datetime.strptime(minute, '%Y-%m-%dT%H:%MZ') + by:%Y-%m-%dT%H:%MZ}"  # noqa: DTZ007


def _chained(
    chain: list[Any],
    sealed: dict[UUID, list[Any]],
    new: _Ids,
    by: timedelta,
    signers: dict[Any, SigningKey],
    hashes: dict[UUID, bytes],
) -> Iterator[Any]:
    """The copy of one subject's chain, its sealed rows and its projection."""
    from qorgan.vault import chain as vault_chain
    from qorgan.web.ledger import headers
    from qorgan.web.ledger.models import Entry, Subject

    prev, projected = headers.ZERO_HASH, None
    for old in chain:
        rows = [
            _like(row, id=uuid4(), case=new(row.case), entry_id=new(old.id), **_noise(row, "ciphertext"))
            for row in sealed.get(old.id, ())
        ]
        entry: Entry = _like(
            old, id=new(old.id), subject=new(old.subject), parent=new(old.parent), actor=new(old.actor),
            party=new(old.party), agency=new(old.agency), recorded_at=old.recorded_at + by,
            occurred_at=_moved(old.occurred_at, by), due_code=_moved(old.due_code, by),
            prev_hash=prev, signature=None,
            payload_hash=vault_chain.payload_hash([(r.field, r.id.bytes, r.ciphertext) for r in rows])
            if rows else None,
        )  # fmt: skip
        header = headers.plain(entry)
        if old.signature is not None:
            message = vault_chain.entry_message(headers.unsigned(header))
            entry.signature = header["signature"] = bytes(signers[entry.actor].sign(message).signature)
        entry.hash = prev = headers.link(prev, header)
        hashes[entry.id] = entry.hash
        projected = headers.project(projected, header, entry.hash)
        yield entry
        yield from rows
    yield Subject(**projected)


def _other(row: Any, new: _Ids, by: timedelta, number: int) -> Any:
    """A copy of what stands beside the ledger: referral, call, order, grant, her mailbox, a search token."""
    values: Row = {}
    for column in row._meta.concrete_fields:
        old = getattr(row, column.attname)
        if isinstance(old, UUID):
            values[column.attname] = new(old)
        elif isinstance(old, datetime):
            values[column.attname] = old + by
        elif isinstance(old, (bytes, memoryview)):
            values[column.attname] = os.urandom(len(old))
    if not isinstance(row.pk, UUID):
        values["id"] = None
    if row._meta.model_name == "order" and row.number:
        values["number"] = f"B{number}"
    return _like(row, **values)


def _in_order(rows: dict[type, list[Any]]) -> list[type]:
    """What others point at comes first."""
    names = "Report Case Referral CallTask Order Subject Entry SealedRow Grant MailboxWrap SearchToken".split()
    return sorted(rows, key=lambda model: names.index(model.__name__))


def _listed(cases: Iterable[UUID]) -> None:
    """What the worklist is read from, as the product makes it."""
    try:
        from qorgan.web.casework import listing
    except ImportError:
        return

    listing.refresh(cases)


def by_verbs(worker: Any, agency: Any, count: int) -> tuple[list[UUID], float]:
    """So many cases of the office, sent, opened and assessed by the verbs; their ids, and seconds for each."""
    from qorgan.web.casework import intake, opening, recording
    from qorgan.web.casework.models import Report

    made, began = [], time.perf_counter()
    for _ in range(count):
        sending = intake.Sending(
            agency_id=agency.id, language="en", code=intake.draw("en"), keep_code=True, scope="plan",
            facts={"relation": "spouse", "acts": ["slap", "strangulation"], "harm": "pain"},
            answers={"relation": "known", "acts": "known", "harm": "known"},
            narrative="SYNTHETIC. He hit me in the kitchen. " * 6,
            safe_contact={"contact_wanted": "i_will_return"},
        )  # fmt: skip
        case = opening.open_report(worker, Report.objects.get(pk=intake.submit(sending).report_id))
        recording.record_danger(worker, case, {"strangulation": "yes"})
        for line in range(8):
            recording.add_note(worker, case, f"SYNTHETIC. Note {line}: she was here and spoke of next week.")
        made.append(case.id)
    return made, (time.perf_counter() - began) / max(1, count)


def settle() -> None:
    """The database's statistics, as a server that runs for longer than a benchmark has them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def listed(member: Any) -> int:
    """How many cases the member may see."""
    from qorgan.web.agencies import policy
    from qorgan.web.casework.models import Case

    return policy.visible(member, "see", Case).count()


def broken(most: int) -> str:
    """What is wrong with the copies, judged by the product's own checks over `most` cases; "" for nothing."""
    from qorgan.web.casework.models import Case
    from qorgan.web.ledger.verbs import entries, entries_of_case
    from qorgan.web.ledger.verify import signature_fault
    from qorgan.web.ledger import headers

    for case in Case.objects.order_by("-number")[: most // 20]:
        for subject in set(entries_of_case(case.id).values_list("subject", flat=True)):
            prev = headers.ZERO_HASH
            for entry in entries(subject):
                whole = headers.link(prev, headers.plain(entry)) == bytes(entry.hash)
                if not whole or bytes(entry.prev_hash) != prev:
                    return f"{case}, entry {entry.seq} of {subject}: the chain"
                if fault := signature_fault(entry):
                    return f"{case}, entry {entry.seq} of {subject}, {entry.type}: {fault}"
                prev = bytes(entry.hash)
    return ""
