"""The indicators of the flow of cases read the ledger as it is written: a table of its headers fits."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from qorgan.indicators.flow.answer import Answer, Question, answer
from qorgan.indicators.flow.roles import policy, roles
from qorgan.web.clock import real_now
from qorgan.web.ledger.headers import instant
from qorgan.web.ledger.models import Entry, Subject

pytestmark = pytest.mark.database
COLUMNS = ("subject", "parent", "type", "recorded_at", "occurred_at", "agency", "state")
ROOT = Path(__file__).resolve().parents[3]


def table(folder: Path) -> str:
    """Every header of the ledger, with the columns that are de-identified."""
    path = folder / "events.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for entry in Entry.objects.order_by("recorded_at", "seq"):
            cells = [getattr(entry, name) for name in COLUMNS]
            cells[3] = instant(entry.recorded_at)
            out.writerow(["" if cell is None else cell for cell in cells])
    return str(path)


@pytest.fixture
def found(demo: None, tmp_path: Path) -> Answer:
    return answer(table(tmp_path), Question(today=real_now().date() + timedelta(days=60)))


def test_every_type_that_the_demonstration_writes_is_known(found: Answer) -> None:
    codes = {note.code for note in found.notes}
    assert not codes & {
        "unknown_type",
        "parent_cyclic",
        "parent_missing",
        "out_of_order",
        "occurred_later",
    }, found.notes


def test_counts_are_those_of_the_ledger(found: Answer) -> None:
    count = lambda type_: Entry.objects.filter(type=type_).values("subject").distinct().count()  # noqa: E731
    assert found.get("cases_registered").value == count("case.opened") > 20
    assert found.get("kpi_incidents").value == count("report.received") >= 40
    assert found.get("eige_10").value == count("order.issued") > 0
    assert found.get("orders_breached").numerator == count("order.breached") > 0
    sent = found.get("referral_accepted")
    assert (sent.numerator, sent.denominator) == (count("referral.accepted"), count("referral.sent"))


def test_each_order_and_referral_finds_its_case(found: Answer) -> None:
    of_cases = Subject.objects.filter(
        kind="order", id__in=Entry.objects.filter(type="order.issued").values("subject")
    )
    assert found.get("orders_per_case").numerator == of_cases.count()
    assert found.get("report_to_registered").median is not None


def test_what_the_ledger_does_not_write_cannot_be_computed(found: Answer) -> None:
    for id_ in (
        "charged",
        "convicted",
        "withdrawn",
        "reconciled",
        "breach_to_action",
        "repeat_victimisation",
        "eige_1",
    ):
        assert found.get(id_).reason is not None, id_


def test_every_event_of_the_table_of_states_is_known() -> None:
    states = yaml.safe_load((ROOT / "src/qorgan/practice/data/states.yaml").read_text("utf-8"))
    known = {type_ for role in roles().values() for type_, _ in role.types} | set(policy()["other_types"])
    assert not set(states["events"]) - known


def test_every_state_that_decides_is_a_state_of_its_record() -> None:
    machines = yaml.safe_load((ROOT / "src/qorgan/practice/data/states.yaml").read_text("utf-8"))["machines"]
    assert "reached" in machines["task"]["states"]
    assert ("task.done", "reached") in roles()["first_contact"].types
