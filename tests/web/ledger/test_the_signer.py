"""The signer of checkpoints never signs over a cut, holds no secret of the server, and says what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from qorgan.web.casework import opening, visits
from qorgan.web.casework.models import Report
from qorgan.web.ledger import checkpoint, headers, verbs, verify
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.models import Entry, Subject
from tests.web.world import World, send

ROOT = Path(__file__).resolve().parents[3]


def chain_of(length: int) -> list[Entry]:
    subject = uuid4()
    return [verbs.append(NewEntry(subject=subject, type="task.raised", state=f"s{i}")) for i in range(length)]


def cut(made: list[Entry]) -> None:
    Entry.objects.filter(pk__in=[made[-2].pk, made[-1].pk]).delete()


def rewrite(made: list[Entry]) -> None:
    prev = headers.ZERO_HASH
    for entry in Entry.objects.filter(subject=made[0].subject).order_by("seq"):
        entry.state, entry.prev_hash = "rewritten", prev
        entry.hash = prev = headers.link(prev, headers.plain(entry))
        entry.save()


def drop(made: list[Entry]) -> None:
    Entry.objects.filter(subject=made[0].subject).delete()


@pytest.mark.django_db
@pytest.mark.parametrize("harm", [cut, rewrite, drop])
def test_the_signer_does_not_sign_over_a_cut_so_that_waiting_a_minute_hides_nothing(
    harm: object, tmp_path: Path
) -> None:
    made = chain_of(4)
    chain_of(2)
    checkpoint.write(tmp_path)
    before = (tmp_path / "latest").read_bytes()
    harm(made)  # type: ignore[operator]
    verbs.rebuild()
    chain_of(1)
    assert verify.verify()[1] is None  # consistent in itself
    with pytest.raises(checkpoint.Rewritten):
        checkpoint.write(tmp_path)
    assert (tmp_path / "latest").read_bytes() == before
    assert verify.verify(tmp_path / "latest")[1] is not None
    with pytest.raises(CommandError, match="No checkpoint was written"):
        call_command("checkpoint", folder=tmp_path)


@pytest.mark.django_db
def test_what_is_added_after_a_checkpoint_is_signed_with_the_next(tmp_path: Path) -> None:
    made = chain_of(2)
    checkpoint.write(tmp_path)
    verbs.append(NewEntry(subject=made[0].subject, type="task.raised"))
    chain_of(1)
    assert checkpoint.write(tmp_path) is not None
    assert {seq for _, seq, _ in checkpoint.read(tmp_path / "latest")} == {3, 1}


@pytest.mark.parametrize(
    "type_", ["case.consent_given", "case.consent_withdrawn", "report.opened", "order.issued"]
)
def test_an_entry_that_nobody_signed_is_named_by_the_check(type_: str, db: None) -> None:
    verbs.append(NewEntry(subject=uuid4(), type=type_, actor=uuid4(), actor_role="caseworker"))
    _, broken = verify.verify()
    assert broken is not None and broken.what == "it is not signed"


def test_a_consent_or_withdrawal_that_nobody_signed_is_not_shown_to_her(world: World) -> None:
    sent, _ = send(world)
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    visit = visits.open_visit(" ".join(sent.words or ()))
    assert visit is not None
    before = [line.code for line in visits.status(visit).lines]
    police = world.agencies["police"]
    for type_ in ("case.consent_given", "case.consent_withdrawn"):
        verbs.append(
            NewEntry(
                subject=case.id, type=type_, actor=case.report_id, actor_role="survivor", party=police.id
            )
        )
        forged = NewEntry(
            subject=case.id, type=type_, actor=case.report_id, actor_role="survivor", party=police.id
        )
        verbs.append(forged, world.keys("inspector"))  # a signature, but not hers
    assert [line.code for line in visits.status(visit).lines] == before


# The command, as the signer and the auditor run it --------------------------------------------------
def run(*args: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QORGAN_", "DATABASE_URL", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "qorgan.cli", "audit", *args],
        cwd=cwd,
        env=kept | {"PYTHONPATH": str(ROOT / "src")} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def address() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    given = os.environ["DATABASE_URL"]
    before, _, query = given.partition("?")
    return f"{before.rpartition('/')[0]}/{found['NAME']}" + (f"?{query}" if query else "")


@pytest.mark.django_db(transaction=True)
def test_signing_and_checking_need_the_database_and_no_secret_of_the_server(tmp_path: Path) -> None:
    made = chain_of(3)
    folder, nowhere = tmp_path / "kept", tmp_path / "nowhere"
    nowhere.mkdir()
    signed = run("checkpoint", str(folder), "--database", address(), cwd=nowhere)
    assert signed.returncode == 0, signed.stderr
    assert (folder / "signer.seed").stat().st_mode & 0o777 == 0o600
    latest = str(folder / "latest")
    assert run("verify", "--database", address(), "--checkpoint", latest, cwd=nowhere).returncode == 0
    drop(made)
    verbs.rebuild()
    assert run("verify", "--database", address(), cwd=nowhere).returncode == 0
    told = run("verify", "--database", address(), "--checkpoint", latest, cwd=nowhere)
    assert told.returncode == 1 and "is gone" in told.stdout
    again = run("checkpoint", str(folder), "--database", address(), cwd=nowhere)
    assert again.returncode == 1 and "No checkpoint was written" in again.stderr
    assert not list(nowhere.iterdir())


@pytest.mark.parametrize(
    "url",
    [
        "postgres://nobody@127.0.0.1:1/none", "mysql://x/y", "blah", "sqlite:////etc/passwd",
        "sqlite:////no/such/file", "postgres://u@127.0.0.1:notaport/x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["verify", "checkpoint"])
def test_a_wrong_address_of_the_database_is_one_line_and_exit_2(
    url: str, command: str, tmp_path: Path
) -> None:
    more = [str(tmp_path / "kept")] if command == "checkpoint" else []
    told = run(command, *more, "--database", url, cwd=tmp_path)
    assert told.returncode == 2
    assert told.stderr.startswith("command line: --database: ") and len(told.stderr.splitlines()) == 1
    assert told.stdout == ""


@pytest.mark.django_db
def test_the_projection_can_be_thrown_away_and_made_again(tmp_path: Path) -> None:
    chain_of(3)
    before = list(Subject.objects.order_by("id").values())
    Subject.objects.all().delete()
    verbs.rebuild()
    assert list(Subject.objects.order_by("id").values()) == before
