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

import json
import os
import random
import secrets
import time
import traceback
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from nacl.signing import SigningKey

REGIONS = 4  # beside the demonstration's own
PASSWORD = "synthetic-password-of-a-benchmark"
TOTP = "RIBLIBH4YNJAMIP3WLAZQPTZ2SNMEBO6"
CHUNK = 400
WORKERS = os.cpu_count() or 1
# How many of a hundred copies stand where. Of a real record more would be closed, which is less to list;
# reports that nobody opened are few, since the clock raises them within hours.
SHARES = {"closed": 6, "assessed": 70, "plan_agreed": 10, "in_service": 2, "follow_up": 4, "new": 8, "": 0.1}
Row = dict[str, Any]


@dataclass
class Region:
    """Where a copy goes: whose agencies and members take the places of the demonstration's; `stay` are those
    that have no counterpart."""

    ids: dict[UUID, UUID] = field(default_factory=dict)
    stay: set[UUID] = field(default_factory=set)
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
    home = Region(stay={*(m.id for m in members.values()), *(a.id for a in agencies.values())})
    for name, member in members.items():
        if member.holds_keys:
            home.signers[member.id] = SigningKey(people.keys(name).secret.sign_seed)
    return [home, *(_peopled(number, made, members, home) for number, made in enumerate(fresh))]


def _peopled(number: int, made: dict[str, tuple[Any, Any]], members: dict[str, Any], home: Region) -> Region:
    from qorgan.web.agencies import admission
    from qorgan.web.agencies.models import Agency

    region = Region(signers=dict(home.signers), stay=home.stay)
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
    from qorgan.web.agencies.keyring import unlock
    from qorgan.web.agencies.models import Member

    return unlock(Member.objects.select_related("agency").get(pk=member.pk), PASSWORD)


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

        self.regions, self.random = regions, random.Random(seed)  # noqa: S311
        by_state = defaultdict(list)
        for shape in shapes:
            by_state[shape.state].append(shape)
        for found in by_state.values():  # the shorter courses: signing is what takes the time
            found.sort(key=lambda shape: sum(len(chain) for chain in shape.chains))
            del found[len(found) // 3 + 1 :]
        self.by_state = {state: by_state[state] for state in SHARES if by_state[state]}
        self.weights = [SHARES[state] for state in self.by_state]
        self.number = max(Case.objects.values_list("number", flat=True))

    @staticmethod
    def cases() -> int:
        from qorgan.web.casework.models import Case

        return Case.objects.count()

    def fill_up(self, cases: int) -> None:
        """Copies until the database holds so many cases, in a process for each processor."""
        from django.db import connections

        missing = max(0, cases - self.cases())
        shares = [missing // WORKERS + (one < missing % WORKERS) for one in range(WORKERS)]
        connections.close_all()
        children = []
        for number, share in enumerate(shares):
            child = os.fork()
            if child == 0:
                done = 1
                try:
                    self.random.seed(f"{cases}/{number}")
                    self.number += sum(shares[:number])
                    self._fill(share)
                    done = 0
                except BaseException:  # noqa: BLE001 - said, and the parent ends
                    traceback.print_exc()
                finally:
                    os._exit(done)
            children.append(child)
        self.number += missing
        ends = [os.waitpid(child, 0)[1] for child in children]
        if any(ends):
            raise SystemExit("Copying cases failed.")

    def _fill(self, missing: int) -> None:
        from django.db import connection, transaction

        from qorgan.web.casework import listing

        if connection.vendor == "sqlite":  # what is copied need not survive a power cut
            connection.settings_dict["OPTIONS"]["timeout"] = 600
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")
                cursor.execute("PRAGMA cache_size=-500000")
        while missing > 0:
            rows: dict[type, list[Row]] = defaultdict(list)
            for _ in range(min(CHUNK, missing)):
                self._copy(self._shape(), self.random.choice(self.regions), rows)
            made = [row["id"] for model in rows for row in rows[model] if model.__name__ == "Case"]
            with transaction.atomic():
                _insert(rows)
                listing.refresh(made)
            missing -= len(made)

    def _shape(self) -> Shape:
        states = list(self.by_state)
        return self.random.choice(self.by_state[self.random.choices(states, self.weights)[0]])

    def _copy(self, shape: Shape, region: Region, rows: dict[type, list[Row]]) -> None:
        ahead = min(shape.slack, timedelta(days=2)).total_seconds()
        by = timedelta(seconds=int(self.random.uniform(-3600, ahead)))
        receipt = SigningKey(secrets.token_bytes(32))
        new = _Ids(region, by)
        report = new.row(shape.report) | {"sign_pk": bytes(receipt.verify_key)}
        rows[type(shape.report)].append(report)
        if shape.case is not None:
            self.number += 1
            rows[type(shape.case)].append(new.row(shape.case) | {"number": self.number})
        signers = {**region.signers, report["id"]: receipt}
        hashes: dict[UUID, bytes] = {}
        for chain in shape.chains:
            _chained(chain, shape.sealed, new, signers, hashes, rows)
        for one in shape.others:
            row = new.row(one)
            if "basis_hash" in row:
                row["basis_hash"] = hashes.get(row["basis_entry"], row["basis_hash"])
            if type(one).__name__ == "Order" and one.number:
                row["number"] = f"B{self.number}"
            rows[type(one)].append(row)


class _Ids:
    """What becomes of a value in a copy: an id is that of the counterpart in the region or a fresh one, a
    time is moved, bytes are noise."""

    def __init__(self, region: Region, by: timedelta) -> None:
        self.by = by
        self.known = {id_: id_ for id_ in region.stay} | region.ids

    def id(self, old: UUID) -> UUID:
        found = self.known.get(old)
        if found is None:
            found = self.known[old] = UUID(bytes=os.urandom(16), version=4)
        return found

    def row(self, old: Any) -> Row:
        """The columns of a row, as they stand in the copy; where the database counts, no id."""
        if not hasattr(old, "plan"):
            old.plan = _plan(old)
        static, ids, times, noise = old.plan
        values: Row = dict(static)
        for name, id_ in ids:
            values[name] = self.known.get(id_) or self.id(id_)
        for name, at in times:
            values[name] = at + self.by
        for name, length in noise:
            values[name] = os.urandom(length)
        return values

    def minute(self, text: str) -> str:
        """A due code, or a time to the minute, moved."""
        code, at, minute = text.rpartition("@")
        if "T" not in minute:
            return text
        moved = datetime.strptime(minute, "%Y-%m-%dT%H:%MZ") + self.by  # noqa: DTZ007
        return f"{code}{at}{moved:%Y-%m-%dT%H:%MZ}"


def _plan(row: Any) -> tuple[Row, list[Any], list[Any], list[Any]]:
    """The columns of a row by what becomes of them: those that stay, ids, times, bytes by their length."""
    values = {c.attname: getattr(row, c.attname) for c in row._meta.concrete_fields}
    if not isinstance(row.pk, UUID):
        del values["id"]
    ids = [(name, value) for name, value in values.items() if isinstance(value, UUID)]
    times = [(name, value) for name, value in values.items() if isinstance(value, datetime)]
    noise = [(name, len(value)) for name, value in values.items() if isinstance(value, (bytes, memoryview))]
    return values, ids, times, noise


def _chained(
    chain: list[Any],
    sealed: dict[UUID, list[Any]],
    new: _Ids,
    signers: dict[UUID, SigningKey],
    hashes: dict[UUID, bytes],
    rows: dict[type, list[Row]],
) -> None:
    """The copy of one subject's chain, with its sealed rows and its projection."""
    from qorgan.vault.chain import entry_message, payload_hash
    from qorgan.web.ledger import headers
    from qorgan.web.ledger.models import SealedRow, Subject

    prev, projected = headers.ZERO_HASH, None
    for old in chain:
        row = new.row(old)
        row |= {"due_code": new.minute(old.due_code), "occurred_at": new.minute(old.occurred_at)}
        own = [new.row(one) for one in sealed.get(old.id, ())]
        row["payload_hash"] = (
            payload_hash([(one["field"], one["id"].bytes, one["ciphertext"]) for one in own]) if own else None
        )
        header = headers.plain(SimpleNamespace(**row))
        if old.signature is not None:
            signed = signers[row["actor"]].sign(entry_message(headers.unsigned(header))).signature
            row["signature"] = header["signature"] = bytes(signed)
        row["prev_hash"], prev = prev, headers.link(prev, header)
        row["hash"] = hashes[row["id"]] = prev
        projected = headers.project(projected, header, prev)
        rows[type(old)].append(row)
        rows[SealedRow] += own
    assert projected is not None
    rows[Subject].append(projected)


# What others point at comes first.
ORDER = "Report Case Referral CallTask Order Subject Entry SealedRow Grant MailboxWrap SearchToken".split()


def _insert(rows: dict[type, list[Row]]) -> None:
    """Rows by the hundred thousand: past Django's models, in its columns and its forms of values."""
    from django.db import connection

    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for model in sorted(rows, key=lambda one: ORDER.index(one.__name__)):
            columns = {c.attname: c.column for c in model._meta.concrete_fields}  # type: ignore[attr-defined]
            names = list(rows[model][0])
            table, listed = model._meta.db_table, ", ".join(f'"{columns[n]}"' for n in names)  # type: ignore[attr-defined]
            values = [[_stored(row[name], sqlite) for name in names] for row in rows[model]]
            if sqlite:
                marks = ", ".join("?" * len(names))
                cursor.cursor.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', values)
            else:
                with cursor.copy(f'COPY "{table}" ({listed}) FROM STDIN') as copy:
                    for one in values:
                        copy.write_row(one)


def _stored(value: Any, sqlite: bool) -> Any:
    kind = type(value)
    if kind is list or kind is dict:
        return json.dumps(value)
    if not sqlite or kind is str or kind is int or kind is bytes:
        return value
    if kind is UUID:
        return value.hex
    return str(value.astimezone(UTC).replace(tzinfo=None)) if kind is datetime else value


def by_verbs(worker: Any, agency: Any, count: int) -> tuple[list[UUID], float]:
    """So many cases of the office, sent, opened and assessed by the verbs; their ids, and seconds each."""
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
    from qorgan.web.ledger import headers
    from qorgan.web.ledger.verbs import entries, entries_of_case
    from qorgan.web.ledger.verify import signature_fault

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
